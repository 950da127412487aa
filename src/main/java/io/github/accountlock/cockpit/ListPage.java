package io.github.accountlock.cockpit;

import io.github.accountlock.bulk.ListedAccount;
import io.github.accountlock.domain.LockRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Some accounts of a list, and how far all of them are.
 *
 * @param total how many accounts the list has, each counted as often as it is locked
 * @param times how often each is locked
 * @param locked how many are locked, or were
 * @param others how many have ended otherwise, or had no request at all
 * @param first number of accounts before these
 */
record ListPage(int total, int times, int locked, int others, int first, List<Line> accounts) {

    static final int MOST = 500;

    /**
     * One account.
     *
     * @param from of a list that is locked several times, the time of this one, ISO 8601 UTC; else empty
     * @param until its end, like {@code from}
     * @param requestId the request that was made for it last, or empty
     * @param action {@code lock}, or {@code unlock} where that one is to unlock it again
     * @param outcome of that one, or empty
     * @param state in words
     */
    record Line(
            int row,
            String account,
            String from,
            String until,
            String requestId,
            String action,
            String outcome,
            boolean locked,
            String state) {}

    /**
     * A list with what was asked for of it.
     *
     * @param undone whether it is all or none, and what it has locked is unlocked again
     */
    record Listed(LockRequest request, boolean undone, List<ListedAccount> all) {

        private String from(ListedAccount one) {
            return request.time(one.row()).map(time -> time.from().toString()).orElse("");
        }

        private String until(ListedAccount one) {
            return request.time(one.row()).map(time -> time.until().toString()).orElse("");
        }
    }

    /** @param standing where those stand that are under way, in words, by their requests */
    static ListPage of(Listed list, int first, int most, Function<List<ListedAccount>, Map<String, String>> standing) {
        List<ListedAccount> all = list.all();
        int locked = (int) all.stream().filter(ListedAccount::isLocked).count();
        int settled = (int) all.stream().filter(ListedAccount::settled).count();
        List<ListedAccount> some =
                all.stream().skip(first).limit(Math.min(most, MOST)).toList();
        Map<String, String> states = standing.apply(some);
        List<Line> lines = some.stream().map(one -> line(list, one, states)).toList();
        return new ListPage(all.size(), list.request().times(), locked, settled - locked, first, lines);
    }

    private static String words(Listed list, ListedAccount one, Map<String, String> standing) {
        if (list.undone() && one.mayBeUndone()) {
            return "locked, still to be unlocked again";
        }
        return one.requestId().map(standing::get).orElse(one.words());
    }

    private static Line line(Listed list, ListedAccount one, Map<String, String> standing) {
        return new Line(
                one.row(),
                one.account().path(),
                list.from(one),
                list.until(one),
                one.latestId().orElse(""),
                one.undoId().isPresent() ? "unlock" : "lock",
                one.latestOutcome(),
                one.isLocked(),
                words(list, one, standing));
    }

    /** In a form that can be asked for again. */
    static void csv(OutputStream out, Listed list, Map<String, String> standing) throws IOException {
        Csv csv = new Csv(
                out,
                List.of(
                        "provider",
                        "region",
                        "instanceId",
                        "accountName",
                        "locked",
                        "state",
                        "outcome",
                        "request",
                        "lockFrom"));
        list.all()
                .forEach(one -> csv.line(List.of(
                        one.account().provider().value(),
                        one.account().region(),
                        one.account().instanceId(),
                        one.account().accountName(),
                        one.isLocked() ? "yes" : "no",
                        words(list, one, standing),
                        one.latestOutcome(),
                        one.latestId().orElse(""),
                        list.from(one))));
        csv.flush();
    }
}
