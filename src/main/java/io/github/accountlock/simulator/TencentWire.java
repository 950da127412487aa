package io.github.accountlock.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * TencentDB for PostgreSQL, API 2017-03-12: lock, unlock and describe (409/78817, 409/78815, 409/18109, read
 * 2025-11). Every answer has status 200. Locking a locked account succeeds here; what the real service does is
 * not documented. A missing account on lock is {@code InternalError.DBError}, its likely real face.
 */
final class TencentWire implements Wire {

    private static final String VERSION = "2017-03-12";

    private final TencentSignatureCheck signatures;
    private final SimulatedAccounts accounts;
    private final Clock clock;

    TencentWire(TencentSignatureCheck signatures, SimulatedAccounts accounts, Clock clock) {
        this.signatures = signatures;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public WireCall read(Request request) {
        String action = request.header("x-tc-action");
        JsonNode parameters = request.method().equals("GET")
                ? Json.object(FormParameters.decode(request.rawQuery()))
                : Json.read(request.body());
        Optional<AccountState> target = switch (action) {
            case "LockAccount" -> Optional.of(AccountState.LOCKED);
            case "UnlockAccount" -> Optional.of(AccountState.UNLOCKED);
            default -> Optional.empty();
        };
        return new WireCall(
                Cloud.TENCENT,
                action,
                request.header("x-tc-version"),
                request.header("x-tc-region"),
                parameters,
                parameters.path("DBInstanceId").asText(),
                parameters.path("UserName").asText(),
                target);
    }

    @Override
    public void verify(Request request) {
        signatures.verify(request);
    }

    @Override
    public ObjectNode execute(WireCall call, UnaryOperator<List<SimulatedAccount>> view) {
        if (!Cloud.TENCENT.actions().contains(call.action())) {
            throw Refusal.tencent("InvalidAction", "The action does not exist.");
        }
        if (!call.version().equals(VERSION)) {
            throw Refusal.tencent("NoSuchVersion", "The API version does not exist.");
        }
        if (call.region().isEmpty()) {
            throw Refusal.tencent("MissingParameter", "The request is missing a required parameter `Region`.");
        }
        return switch (call.action()) {
            case "DescribeAccounts" -> TencentAccountList.of(call.parameters(), instance(call), view);
            case "DescribeDBInstanceAttribute" -> describeInstance(call);
            default -> change(call);
        };
    }

    private ObjectNode change(WireCall call) {
        TencentParameters parameters = new TencentParameters(call.parameters(), List.of("DBInstanceId", "UserName"));
        parameters.text("DBInstanceId");
        String name = parameters.text("UserName");
        if (name.matches("(?i)postgres|pg_.*|tencentdb_.*")) {
            throw Refusal.tencent(
                    "InvalidParameterValue.InvalidAccountNameError", "The account name is reserved by the system.");
        }
        instance(call);
        AccountState target = call.target().orElseThrow();
        if (!accounts.change(
                Cloud.TENCENT, call.instanceId(), name, account -> account.changedTo(target, clock.instant()))) {
            throw Refusal.tencent("InternalError.DBError", "A database error occurred.");
        }
        return Json.object();
    }

    private ObjectNode describeInstance(WireCall call) {
        new TencentParameters(call.parameters(), List.of("DBInstanceId")).text("DBInstanceId");
        instance(call);
        ObjectNode result = Json.object();
        result.putObject("DBInstance")
                .put("DBInstanceId", call.instanceId())
                .put("Region", call.region())
                .put("DBEngine", "postgresql")
                .put("DBInstanceStatus", "running");
        return result;
    }

    /** Accounts of the instance, which another region does not know. */
    private List<SimulatedAccount> instance(WireCall call) {
        boolean known = accounts.regionOf(Cloud.TENCENT, call.instanceId())
                .filter(call.region()::equals)
                .isPresent();
        if (!known && !call.instanceId().isEmpty()) {
            throw Refusal.tencent("ResourceNotFound.InstanceNotFoundError", "The instance does not exist.");
        }
        return accounts.of(Cloud.TENCENT, call.instanceId());
    }

    @Override
    public String newRequestId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public Answer success(ObjectNode result, String requestId) {
        return answer(200, result, requestId);
    }

    @Override
    public Answer refusal(Refusal refusal, String requestId) {
        ObjectNode response = Json.object();
        response.putObject("Error").put("Code", refusal.code()).put("Message", refusal.getMessage());
        return answer(refusal.status(), response, requestId);
    }

    private static Answer answer(int status, ObjectNode response, String requestId) {
        ObjectNode body = Json.object();
        body.set("Response", response.put("RequestId", requestId));
        return Answer.json(status, body).with("Content-Type", "application/json");
    }
}
