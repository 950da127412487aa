package io.github.accountlock.process;

import java.util.regex.Matcher;

/** The shipped approval policy, with a row of its own for something that is counted. */
final class CountingPolicy {

    /** A lock of an hour at most needs no approval where a requester asks for it. */
    static final String NEEDS_NONE = counting(
            "lockMinutes",
            "&lt;= 60",
            "<output id=\"Output_None\" label=\"No approval for\" name=\"noApprovalFor\" typeRef=\"string\" />",
            "<outputEntry id=\"Out_0_8\"><text>\"requesters\"</text></outputEntry>",
            "1");

    private CountingPolicy() {}

    /** The shipped policy counting something else, with a row for a normal lock before the others. */
    static String counting(String name, String when, String output, String more, String approvals) {
        String policy = ProcessTester.policy().replace("requesterInHour", name).replace("&gt; 10", "&gt; 1000");
        String normal = policy.substring(policy.indexOf("<rule id=\"Rule_Normal\">"));
        String first = normal.substring(0, normal.indexOf("</rule>"))
                .replace("Rule_Normal", "Rule_Counts")
                .replaceAll("id=\"(In|Out)_\\d+_", "id=\"$1_0_")
                .replace(
                        "<inputEntry id=\"In_0_5\"><text></text>",
                        "<inputEntry id=\"In_0_5\"><text>" + when + "</text>")
                .replace("<text>1</text>", "<text>" + approvals + "</text>");
        String withColumn = output.isEmpty()
                ? policy
                : policy.replaceFirst("(?=<rule )", output)
                        .replaceAll(
                                "(<outputEntry id=\"Out_(\\d+)_7\">.*?</outputEntry>)",
                                "$1<outputEntry id=\"Out_$2_8\"><text></text></outputEntry>");
        return withColumn.replaceFirst("(?=<rule )", Matcher.quoteReplacement(first + more + "</rule>"));
    }
}
