package io.github.accountlock.autoconfigure;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/** Recognises the first-user setup of Camunda's web applications in any spelling of its path. */
final class SetupPath {

    private static final int DEEPEST_ENCODING = 5;

    private static final Pattern SETUP =
            Pattern.compile(".*/(api/admin/setup(/.*)?|app/admin/[^/]+/setup(/.*)?|app/admin/setup(/.*)?)");

    private SetupPath() {}

    static boolean matches(String path) {
        return SETUP.matcher(normalised(path)).matches();
    }

    /** Decoded until nothing is encoded, without path parameters, empty segments and dots, in lower case. */
    private static String normalised(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : decoded(path).replace('\\', '/').split("/")) {
            String name = segment.split(";", 2)[0].strip();
            if (name.equals("..")) {
                segments.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                segments.addLast(name.toLowerCase(Locale.ROOT));
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String decoded(String path) {
        String text = path;
        for (int i = 0; i < DEEPEST_ENCODING && text.contains("%"); i++) {
            try {
                text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notAnEncoding) {
                return text;
            }
        }
        return text;
    }
}
