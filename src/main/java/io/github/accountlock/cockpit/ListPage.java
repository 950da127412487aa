package io.github.accountlock.cockpit;

import io.github.accountlock.bulk.ListedAccount;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Some accounts of a list, and how far all of them are.
 *
 * @param total how many accounts the list has
 * @param locked how many are locked, or were
 * @param others how many have ended otherwise, or had no request at all
 * @param first number of accounts before these
 */
record ListPage(int total, int locked, int others, int first, List<Line> accounts) {

    static final int MOST = 500;

    /**
     * One account.
     *
     * @param requestId the request that was made for it last, or empty
     * @param action {@code lock}, or {@code unlock} where that one is to unlock it again
     * @param outcome of that one, or empty
     * @param state in words
     */
    record Line(
            int row, String account, String requestId, String action, String outcome, boolean locked, String state) {}

    /** @param standing where those stand that are under way, in words, by their requests */
    static ListPage of(
            List<ListedAccount> all, int first, int most, Function<List<ListedAccount>, Map<String, String>> standing) {
        int locked = (int) all.stream().filter(ListedAccount::isLocked).count();
        int settled = (int) all.stream().filter(ListedAccount::settled).count();
        List<ListedAccount> some =
                all.stream().skip(first).limit(Math.min(most, MOST)).toList();
        Map<String, String> states = standing.apply(some);
        List<Line> lines = some.stream().map(one -> line(one, states)).toList();
        return new ListPage(all.size(), locked, settled - locked, first, lines);
    }

    private static String words(ListedAccount one, Map<String, String> standing) {
        return one.requestId().map(standing::get).orElse(one.words());
    }

    private static Line line(ListedAccount one, Map<String, String> standing) {
        return new Line(
                one.row(),
                one.account().path(),
                one.latestId().orElse(""),
                one.undoId().isPresent() ? "unlock" : "lock",
                one.latestOutcome(),
                one.isLocked(),
                words(one, standing));
    }

    /** In a form that can be asked for again. */
    static void csv(OutputStream out, List<ListedAccount> all, Map<String, String> standing) throws IOException {
        Csv csv = new Csv(
                out,
                List.of("provider", "region", "instanceId", "accountName", "locked", "state", "outcome", "request"));
        all.forEach(one -> csv.line(List.of(
                one.account().provider().value(),
                one.account().region(),
                one.account().instanceId(),
                one.account().accountName(),
                one.isLocked() ? "yes" : "no",
                words(one, standing),
                one.latestOutcome(),
                one.latestId().orElse(""))));
        csv.flush();
    }
}
