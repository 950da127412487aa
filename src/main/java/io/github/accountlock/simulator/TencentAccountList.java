package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * {@code DescribeAccounts} of TencentDB for PostgreSQL (409/18109, read 2025-11): {@code Limit} 1 to 100, 20 when
 * absent; {@code Offset} in rows; {@code TotalCount} is that of the whole instance.
 */
final class TencentAccountList {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));
    private static final String ZERO_DATE = "0000-00-00 00:00:00";
    private static final int NORMAL = 2;
    private static final int LOCKED = 5;

    private TencentAccountList() {}

    static ObjectNode of(JsonNode call, List<SimulatedAccount> accounts, UnaryOperator<List<SimulatedAccount>> view) {
        TencentParameters parameters =
                new TencentParameters(call, List.of("DBInstanceId", "Limit", "Offset", "OrderBy", "OrderByType"));
        parameters.text("DBInstanceId");
        int limit = parameters.number("Limit", 20, 1, 100);
        int offset = parameters.number("Offset", 0, 0, Integer.MAX_VALUE);
        Comparator<SimulatedAccount> order = order(
                parameters.choice("OrderBy", List.of("createTime", "name", "updateTime")),
                parameters.choice("OrderByType", List.of("asc", "desc")));

        List<SimulatedAccount> page =
                accounts.stream().sorted(order).skip(offset).limit(limit).toList();

        ObjectNode result = Json.object().put("TotalCount", accounts.size());
        ArrayNode details = result.putArray("Details");
        view.apply(page).forEach(account -> details.add(entry(account)));
        return result;
    }

    /** Accounts that compare equal stay in the order of their creation. */
    private static Comparator<SimulatedAccount> order(String by, String direction) {
        Comparator<SimulatedAccount> order = switch (by) {
            case "name" -> Comparator.comparing(SimulatedAccount::accountName);
            case "updateTime" -> Comparator.comparing(TencentAccountList::updateTime);
            default -> Comparator.comparing(SimulatedAccount::createdAt);
        };
        return direction.equals("desc") ? order.reversed() : order;
    }

    private static String updateTime(SimulatedAccount account) {
        return account.everChanged() ? TIME.format(account.changedAt()) : account.createdAt();
    }

    private static ObjectNode entry(SimulatedAccount account) {
        ObjectNode entry = Json.object()
                .put("DBInstanceId", account.instanceId())
                .put("UserName", account.accountName())
                .put("Remark", "")
                .put("CreateTime", account.createdAt())
                .put("UpdateTime", updateTime(account))
                .put("PasswordUpdateTime", ZERO_DATE)
                .put("UserType", account.type())
                .put("OpenCam", false);
        if (account.rawStatus().isMissingNode()) {
            return entry.put("Status", account.state() == AccountState.LOCKED ? LOCKED : NORMAL);
        }
        return account.rawStatus().asText().isEmpty() ? entry : entry.set("Status", account.rawStatus());
    }
}
