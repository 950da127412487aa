package io.github.accountlock.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.accountlock.domain.AccountList;
import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.ProviderId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reads a list of accounts as people have it: CSV with a header, separated by commas, semicolons or tabs, or one path
 * {@code provider/region/instanceId/accountName} a line. Columns that are not asked for are passed over, so that what the
 * audit exports can be given back.
 */
public final class PastedAccounts {

    private static final int MOST_TOLD = 20;
    private static final int LONGEST_NAME = 64;
    private static final ObjectReader CELLS =
            CsvMapper.builder().enable(CsvParser.Feature.TRIM_SPACES).build().readerFor(String[].class);

    /** As spreadsheets write it before the header; we see it ourselves. */
    private static final Predicate<String> SEPARATOR_SAID =
            Pattern.compile("(?i)\\s*\"?sep=.\"?\\s*").asMatchPredicate();

    /** What each part may be called in a header, the first as we call it. */
    private static final List<List<String>> PARTS = List.of(
            List.of("provider"),
            List.of("region"),
            List.of("instanceId", "instance"),
            List.of("accountName", "account"));

    private final Function<AccountRef, Optional<String>> wrong;
    private final Map<AccountRef, Integer> lines = new HashMap<>();
    private final List<AccountRef> accounts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int untold;

    private PastedAccounts(Function<AccountRef, Optional<String>> wrong) {
        this.wrong = wrong;
    }

    /**
     * @param wrong what is wrong with an account, as a sentence
     * @throws IllegalArgumentException with a sentence for each line that is wrong, the first {@value #MOST_TOLD} of them
     */
    public static AccountList read(String text, Function<AccountRef, Optional<String>> wrong) {
        PastedAccounts read = new PastedAccounts(wrong);
        read.lines(text.startsWith("\uFEFF") ? text.substring(1) : text);
        return read.list();
    }

    private void lines(String text) {
        char separator = 0;
        List<Integer> columns = List.of();
        int width = 0;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || number == 1 && SEPARATOR_SAID.test(line)) {
                continue;
            }
            boolean first = separator == 0;
            separator = first ? separator(line) : separator;
            boolean paths = separator == '/';
            Optional<String[]> cells = cells(number, line, separator);
            if (first) {
                columns = paths ? List.of(0, 1, 2, 3) : columns(cells.orElse(new String[0]));
                width = paths ? PARTS.size() : cells.map(names -> names.length).orElse(0);
            }
            if (cells.isEmpty() || first && !paths) {
                continue;
            }
            if (cells.get().length > width) {
                tell(
                        number,
                        paths
                                ? "a path has four parts, provider/region/instanceId/accountName."
                                : "it has more cells than the first line has names.");
            } else {
                row(number, cells.get(), columns);
            }
            if (accounts.size() > AccountList.MOST) {
                throw new IllegalArgumentException(
                        "accounts: has more than " + AccountList.MOST + " accounts; make several lists of them.");
            }
        }
    }

    /** A line of paths has slashes and none of the others. */
    private static char separator(String line) {
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (line.indexOf(candidate) >= 0) {
                return candidate;
            }
        }
        return line.indexOf('/') >= 0 ? '/' : ',';
    }

    private Optional<String[]> cells(int number, String line, char separator) {
        try {
            return Optional.of(CELLS.with(CsvSchema.emptySchema().withColumnSeparator(separator))
                    .readValue(line));
        } catch (JsonProcessingException broken) {
            tell(number, "it cannot be read as CSV: " + broken.getOriginalMessage());
            return Optional.empty();
        }
    }

    /** Where each part stands. */
    private static List<Integer> columns(String[] header) {
        List<Integer> columns = new ArrayList<>();
        List<String> given = List.of(header).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        List<String> missing = new ArrayList<>();
        for (List<String> names : PARTS) {
            List<Integer> at = IntStream.range(0, given.size())
                    .filter(i -> names.stream().anyMatch(given.get(i)::equalsIgnoreCase))
                    .boxed()
                    .toList();
            if (at.size() > 1) {
                throw new IllegalArgumentException(
                        "accounts: the first line names the column " + names.get(0) + " more than once.");
            }
            at.stream().findFirst().ifPresentOrElse(columns::add, () -> missing.add(names.get(0)));
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "accounts: line 1, it is no path provider/region/instanceId/accountName, and among the names of"
                            + " columns " + String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")
                            + " missing.");
        }
        return columns;
    }

    private void row(int number, String[] cells, List<Integer> columns) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < PARTS.size(); i++) {
            String part = columns.get(i) < cells.length ? cells[columns.get(i)].strip() : "";
            String name = PARTS.get(i).get(0);
            if (part.isEmpty()) {
                tell(number, name + ": must not be empty.");
                return;
            }
            if (part.length() > LONGEST_NAME) {
                tell(
                        number,
                        name + ": has " + part.length() + " characters, at most " + LONGEST_NAME + " are allowed.");
                return;
            }
            parts.add(part);
        }
        account(number, parts);
    }

    private void account(int number, List<String> parts) {
        AccountRef account;
        try {
            account = new AccountRef(new ProviderId(parts.get(0)), parts.get(1), parts.get(2), parts.get(3));
        } catch (IllegalArgumentException malformed) {
            tell(number, malformed.getMessage() + ".");
            return;
        }
        Integer before = lines.putIfAbsent(account, number);
        if (before != null) {
            tell(number, "it is the account of line " + before + " again.");
            return;
        }
        accounts.add(account);
        wrong.apply(account).ifPresent(sentence -> tell(number, sentence));
    }

    private void tell(int number, String sentence) {
        if (problems.size() < MOST_TOLD) {
            problems.add("accounts: line " + number + ", " + sentence);
        } else {
            untold++;
        }
    }

    private AccountList list() {
        if (untold > 0) {
            problems.add("accounts: " + untold + " more lines are wrong.");
        }
        if (problems.isEmpty() && accounts.isEmpty()) {
            problems.add("accounts: must not be empty; give CSV with a header, or one path a line.");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new AccountList(accounts);
    }
}
