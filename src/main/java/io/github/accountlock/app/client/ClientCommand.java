package io.github.accountlock.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/**
 * {@code request}, {@code status}, {@code approve} and so on: for people at a terminal and for pipelines, against the REST of an
 * application that runs elsewhere. What they end with is an {@link Exit}.
 */
public final class ClientCommand {

    private static final String REQUESTS = "account-lock/requests/";

    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    public ClientCommand(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    public static boolean knows(String word) {
        return Verb.of(word).isPresent();
    }

    /**
     * @param word one that is {@link #knows known}
     * @param given everything after it
     */
    public int run(String word, List<String> given) {
        if (given.contains("--help") || given.contains("-h")) {
            out.println(Arguments.USAGE);
            return Exit.DONE.code();
        }
        Screen screen = new Screen(out, err, given.contains("--json"));
        String known = "";
        try {
            Arguments asked = Arguments.parse(Verb.of(word).orElseThrow(), given);
            Server server = new Server(Access.of(asked, environment));
            if (asked.verb() == Verb.LIST) {
                return list(screen, server, asked).code();
            }
            known = asked.verb() == Verb.REQUEST ? request(server, asked) : asked.subject();
            return one(screen, server, asked, known).code();
        } catch (Trouble trouble) {
            return screen.trouble(trouble, known).code();
        }
    }

    private static Exit list(Screen screen, Server server, Arguments asked) {
        String which = asked.has("--waiting") ? "waiting" : asked.has("--decided") ? "decided" : "own";
        return screen.requests(server.get(REQUESTS + which));
    }

    private Exit one(Screen screen, Server server, Arguments asked, String id) {
        return switch (asked.verb()) {
            case REQUEST -> {
                screen.say("Request " + id + " is made.");
                yield asked.has("--wait") ? awaited(screen, server, asked, id) : told(screen, server, id);
            }
            case STATUS -> {
                RequestSeen seen = seen(server, id);
                yield screen.request(seen.exit(), seen);
            }
            case WAIT -> awaited(screen, server, asked, id);
            case APPROVE, REJECT -> {
                decide(screen, server, asked);
                yield told(screen, server, id);
            }
            case WITHDRAW -> {
                int left;
                do {
                    left = server.post(
                                    REQUESTS + id + "/take-back",
                                    object().put(
                                                    "reason",
                                                    asked.option("--reason").orElse("")))
                            .path("left")
                            .asInt();
                } while (left > 0);
                yield told(screen, server, id);
            }
            case LIST -> throw new IllegalStateException("a list is of no one request");
        };
    }

    private String request(Server server, Arguments asked) {
        ObjectNode form = object();
        form.set("variables", RequestForm.variables(asked, in));
        JsonNode made =
                server.post("process-definition/key/" + RequestForm.process(asked.subject()) + "/submit-form", form);
        if (made.path("id").asText().isEmpty()) {
            throw new Trouble(Exit.FAILED, "The server took the request and did not say its id: look with list.");
        }
        return made.path("id").asText();
    }

    private static RequestSeen seen(Server server, String id) {
        return new RequestSeen(server.get(REQUESTS + id));
    }

    private static Exit awaited(Screen screen, Server server, Arguments asked, String id) {
        Patience patience = new Patience(asked.timeout(), asked.verb() == Verb.REQUEST);
        RequestSeen seen = patience.until(now -> now.exit() != Exit.NOT_YET, () -> seen(server, id));
        return screen.request(seen.exit(), seen);
    }

    /** It is done, whether or not somebody can say how it stands now. */
    private static Exit told(Screen screen, Server server, String id) {
        RequestSeen seen;
        try {
            seen = seen(server, id);
        } catch (Trouble afterwards) {
            seen = new RequestSeen(object().put("requestId", id));
        }
        return screen.request(Exit.DONE, seen);
    }

    private void decide(Screen screen, Server server, Arguments asked) {
        String task = "task/" + task(server, asked);
        ApprovalForm form = new ApprovalForm(server.get(task + "/deployed-form"), server.get(task + "/form-variables"));
        screen.show(form.lines());
        String decision = asked.verb().word();
        String digest = asked.option("--digest").orElse(form.digest());
        if (!asked.has("--digest") && !confirmed(decision)) {
            throw Trouble.usage("Nothing was decided. Answer yes, or name the request that you have read by --digest.");
        }
        ObjectNode variables = object();
        variables.putObject("decision").put("value", decision);
        variables.putObject("requestDigest").put("value", digest);
        asked.option("--reason")
                .ifPresent(reason -> variables.putObject("decisionReason").put("value", reason));
        ObjectNode sent = object();
        sent.set("variables", variables);
        server.post(task + "/submit-form", sent);
    }

    private static String task(Server server, Arguments asked) {
        String query =
                "task?taskDefinitionKeyIn=Task_ApproveLock,Task_ApproveUnlock&processInstanceId=" + asked.subject();
        JsonNode tasks = new Patience(asked.timeout(), false).until(found -> !found.isEmpty(), () -> server.get(query));
        if (tasks.isEmpty()) {
            throw new Trouble(
                    Exit.CONFLICT,
                    "Request " + asked.subject() + " does not wait for your decision: " + why(server, asked.subject()));
        }
        return tasks.path(0).path("id").asText();
    }

    private static String why(Server server, String id) {
        try {
            return seen(server, id).standing();
        } catch (Trouble notForYou) {
            return "there is no such request, it waits no longer, or others decide about it.";
        }
    }

    private boolean confirmed(String decision) {
        err.print("Do you " + decision + " exactly this request? (yes/no) ");
        err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException nobodyThere) {
            return false;
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
