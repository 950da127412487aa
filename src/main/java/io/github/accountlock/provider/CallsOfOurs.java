package io.github.accountlock.provider;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the classes of a provider find what they call of ours. Java looks only when a call is made; so a jar that was built
 * for another release, or packed without the names that the one file for Camunda Run has, would fail before a cloud.
 */
final class CallsOfOurs {

    private static final String OURS = "io/github/accountlock/";
    private static final String CLASS = ".class";

    private final ClassLoader loader;
    private final String home;

    private CallsOfOurs(Class<?> factory) {
        this.loader = factory.getClassLoader();
        String file = factory.getName().replace('.', '/') + CLASS;
        URL found = loader.getResource(file);
        this.home = found == null
                ? ""
                : found.toString().substring(0, found.toString().length() - file.length());
    }

    /** The first call that leads nowhere, as half a sentence; empty if there is none, or the classes cannot be read. */
    static Optional<String> broken(Class<?> factory) {
        CallsOfOurs calls = new CallsOfOurs(factory);
        String begin = factory.getName().replace('.', '/');
        if (calls.home.isEmpty() || begin.startsWith(OURS)) {
            return Optional.empty();
        }
        try {
            return calls.from(begin);
        } catch (UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    /** Goes through the classes of one jar or folder, from the factory on. */
    private Optional<String> from(String begin) {
        Set<String> known = new HashSet<>(Set.of(begin));
        Deque<String> waiting = new ArrayDeque<>(known);
        while (!waiting.isEmpty()) {
            String type = waiting.remove();
            ClassFile file = new ClassFile(type);
            for (String other : file.types()) {
                if (!other.startsWith(OURS) && known.add(other) && isAtHome(other)) {
                    waiting.add(other);
                }
            }
            Optional<String> lost = file.lost();
            if (lost.isPresent()) {
                return lost.map(call -> "its class " + type.replace('/', '.') + " calls " + call
                        + ", which is not in this plugin: it was built for another release, or packed with other names"
                        + " than the plugin's jar has");
            }
        }
        return Optional.empty();
    }

    private boolean isAtHome(String type) {
        URL found = loader.getResource(type + CLASS);
        return found != null && found.toString().equals(home + type + CLASS);
    }

    /** The constant pool of one class, as chapter 4.4 of the Java Virtual Machine Specification has it. */
    private final class ClassFile {

        private final Map<Integer, Object> constants = new HashMap<>();

        ClassFile(String type) {
            try (InputStream bytes = loader.getResourceAsStream(type + CLASS);
                    DataInputStream in = new DataInputStream(Objects.requireNonNull(bytes, type))) {
                in.skipNBytes(8);
                int count = in.readUnsignedShort();
                for (int index = 1; index < count; index++) {
                    index += read(in, index) ? 1 : 0;
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        /** @return whether the constant takes two places */
        private boolean read(DataInputStream in, int index) throws IOException {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> constants.put(index, in.readUTF());
                case 7 -> constants.put(index, new int[] {in.readUnsignedShort()});
                case 9, 10, 11 -> constants.put(index, new int[] {in.readUnsignedShort(), in.readUnsignedShort(), tag});
                case 12 -> constants.put(index, new int[] {in.readUnsignedShort(), in.readUnsignedShort()});
                case 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                case 3, 4, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> in.skipNBytes(8);
                default -> throw new IOException("constant " + tag + " of a class is unknown");
            }
            return tag == 5 || tag == 6;
        }

        Set<String> types() {
            Set<String> types = new HashSet<>();
            constants.values().forEach(constant -> {
                if (constant instanceof int[] type && type.length == 1) {
                    types.add(text(type[0]).replaceFirst("^\\[+L(.*);$", "$1"));
                }
            });
            return types;
        }

        private String text(int index) {
            return (String) constants.get(index);
        }

        private int[] pair(int index) {
            return (int[]) constants.get(index);
        }

        /** What of ours this class names and the loader has not. */
        Optional<String> lost() {
            for (Object constant : constants.values()) {
                if (constant instanceof int[] member && member.length == 3) {
                    String owner = text(pair(member[0])[0]);
                    int[] named = pair(member[1]);
                    if (owner.startsWith(OURS) && !exists(owner, text(named[0]), text(named[1]), member[2] == 9)) {
                        return Optional.of(owner.replace('/', '.') + "." + text(named[0]) + " " + text(named[1]));
                    }
                }
            }
            return types().stream()
                    .filter(type -> type.startsWith(OURS) && loader.getResource(type + CLASS) == null)
                    .map(type -> type.replace('/', '.'))
                    .findFirst();
        }
    }

    private boolean exists(String owner, String name, String descriptor, boolean field) {
        try {
            Class<?> type = Class.forName(owner.replace('/', '.'), false, loader);
            return field ? hasField(type, name) : hasMethod(type, name, descriptor);
        } catch (ClassNotFoundException | LinkageError | TypeNotPresentException absent) {
            return false;
        }
    }

    private static boolean hasField(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredFields())
                .anyMatch(field -> field.getName().equals(name));
    }

    private boolean hasMethod(Class<?> type, String name, String descriptor) {
        MethodType wanted = MethodType.fromMethodDescriptorString(descriptor, loader);
        if (name.equals("<init>")) {
            return Arrays.stream(type.getDeclaredConstructors())
                    .anyMatch(each -> Arrays.equals(each.getParameterTypes(), wanted.parameterArray()));
        }
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            if (Arrays.stream(each.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(name)
                            && method.getReturnType() == wanted.returnType()
                            && Arrays.equals(method.getParameterTypes(), wanted.parameterArray()))) {
                return true;
            }
            if (Arrays.stream(each.getInterfaces()).anyMatch(above -> hasMethod(above, name, descriptor))) {
                return true;
            }
        }
        return type.isInterface() && hasMethod(Object.class, name, descriptor);
    }
}
