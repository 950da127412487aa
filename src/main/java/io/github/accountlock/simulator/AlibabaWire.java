package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * PolarDB, API 2017-08-01, RPC style: lock state, accounts, cluster (pages of these actions, read 2025-11). Locking
 * a locked account succeeds here; what the real service does is not documented. Answers are always JSON.
 */
final class AlibabaWire implements Wire {

    private static final String VERSION = "2017-08-01";
    private static final Map<String, AccountState> TARGETS =
            Map.of("Lock", AccountState.LOCKED, "UnLock", AccountState.UNLOCKED);

    private final AlibabaV3Check current;
    private final AlibabaV1Check older;
    private final SimulatedAccounts accounts;
    private final Clock clock;

    AlibabaWire(AlibabaV3Check current, AlibabaV1Check older, SimulatedAccounts accounts, Clock clock) {
        this.current = current;
        this.older = older;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public WireCall read(Request request) {
        ObjectNode parameters = Json.object(FormParameters.of(request));
        boolean v3 = request.hasHeader("authorization");
        String instanceId = parameters.path("DBClusterId").asText();
        String region = parameters
                .path("RegionId")
                .asText(accounts.regionOf(Cloud.ALIBABA, instanceId).orElse(""));
        String state = parameters.path("AccountLockState").asText();
        return new WireCall(
                Cloud.ALIBABA,
                v3 ? request.header("x-acs-action") : parameters.path("Action").asText(),
                v3
                        ? request.header("x-acs-version")
                        : parameters.path("Version").asText(),
                region,
                parameters,
                instanceId,
                parameters.path("AccountName").asText(),
                Optional.ofNullable(TARGETS.get(state)));
    }

    /** Only the newer scheme has an {@code Authorization} header. */
    @Override
    public void verify(Request request) {
        if (request.hasHeader("authorization")) {
            current.verify(request);
        } else {
            older.verify(request);
        }
    }

    @Override
    public ObjectNode execute(WireCall call, UnaryOperator<List<SimulatedAccount>> view) {
        if (!call.version().equals(VERSION)) {
            throw Refusal.alibaba(400, "InvalidVersion", "Specified parameter Version is not valid.");
        }
        return switch (call.action()) {
            case "ModifyAccountLockState" -> {
                AlibabaLockChange change = AlibabaLockChange.of(call);
                instance(call);
                yield change.apply(accounts, clock.instant());
            }
            case "DescribeAccounts" -> AlibabaAccountList.of(call, instance(call), view);
            case "DescribeDBClusterAttribute" -> describeCluster(call);
            default ->
                throw Refusal.alibaba(
                        404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
        };
    }

    private ObjectNode describeCluster(WireCall call) {
        instance(call);
        return Json.object()
                .put("DBClusterId", call.instanceId())
                .put("RegionId", call.region())
                .put("DBType", "PostgreSQL")
                .put("DBVersion", "14")
                .put("DBClusterStatus", "Running");
    }

    private List<SimulatedAccount> instance(WireCall call) {
        String clusterId = AlibabaLockChange.required(call, "DBClusterId");
        if (accounts.regionOf(Cloud.ALIBABA, clusterId)
                .filter(call.region()::equals)
                .isEmpty()) {
            throw Refusal.alibaba(404, "InvalidDBCluster.NotFound", "Specified DBCluster does not exist.");
        }
        return accounts.of(Cloud.ALIBABA, clusterId);
    }

    @Override
    public String newRequestId() {
        return UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    }

    @Override
    public Answer success(ObjectNode result, String requestId) {
        return Answer.json(200, result.put("RequestId", requestId));
    }

    @Override
    public Answer refusal(Refusal refusal, String requestId) {
        Answer answer = Answer.json(
                refusal.status(),
                Json.object()
                        .put("RequestId", requestId)
                        .put("HostId", "polardb.aliyuncs.com")
                        .put("Code", refusal.code())
                        .put("Message", refusal.getMessage()));
        return refusal.retryAfterMillis() == 0
                ? answer
                : answer.with("x-acs-retry-after", Long.toString(refusal.retryAfterMillis()));
    }
}
