package io.github.accountlock.notify;

import io.github.accountlock.notify.Letters.Written;
import io.github.accountlock.notify.Notice.Channel;
import io.github.accountlock.request.RequestCase;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox: looks who is to be told, and tells them. Runs on every node, with a thread for each channel, so that no
 * request ever waits for a mail server, and no mail for a webhook. What nobody took is tried again later, and kept for an
 * operator when it is given up.
 */
public final class Postman {

    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
    private static final int AT_ONCE = 50;
    private static final int LONGEST_SECONDS = 60;
    private static final int MOST_SENDING = 8;

    private final Outbox outbox;
    private final NotifySettings settings;
    private final Function<String, RequestCase> facts;
    private final Directory directory;
    private final Audience audience;
    private final Clock clock;
    private final Letters letters;
    private final Optional<Mail> mail;
    private final Webhook webhook = new Webhook();
    private final BooleanSupplier engineRuns;
    private final ExecutorService sending =
            new ThreadPoolExecutor(0, MOST_SENDING, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), Postman::daemon);
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(Channel.values().length, Postman::daemon);

    /**
     * @param facts what the facts about a request mean
     * @param operators the group that settles
     */
    public Postman(
            Outbox outbox,
            NotifySettings settings,
            Function<String, RequestCase> facts,
            Directory directory,
            String operators,
            Clock clock,
            BooleanSupplier engineRuns) {
        this.outbox = outbox;
        this.settings = settings;
        this.facts = facts;
        this.directory = directory;
        this.audience = new Audience(directory, operators, clock);
        this.clock = clock;
        this.engineRuns = engineRuns;
        letters = new Letters(settings.templates());
        mail = settings.mail().map(Mail::new);
    }

    /** Looks once a second, and tidies up once a day. */
    public void start() {
        for (Channel channel : Channel.values()) {
            threads.scheduleWithFixedDelay(() -> empty(channel), 1, 1, TimeUnit.SECONDS);
        }
        threads.scheduleWithFixedDelay(this::tidy, 1, 24, TimeUnit.HOURS);
    }

    private static Thread daemon(Runnable task) {
        Thread daemon = new Thread(task, "account-lock-postman");
        daemon.setDaemon(true);
        return daemon;
    }

    private void empty(Channel channel) {
        if (!engineRuns.getAsBoolean()) {
            threads.shutdown();
            return;
        }
        try {
            for (Notice notice : outbox.due(channel, AT_ONCE)) {
                if (engineRuns.getAsBoolean() && outbox.claim(notice)) {
                    deliver(notice);
                }
            }
        } catch (RuntimeException failed) {
            if (engineRuns.getAsBoolean()) {
                LOG.warn("LOCK-060 the outbox cannot be read, it is tried again: {}", failed.getMessage());
            }
        }
    }

    private void tidy() {
        try {
            outbox.tidy();
        } catch (RuntimeException failed) {
            LOG.warn("LOCK-060 the outbox cannot be tidied up: {}", failed.getMessage());
        }
    }

    private void deliver(Notice notice) {
        try {
            RequestCase now = facts.apply(notice.requestId());
            if (!audience.isTrue(notice.occasion(), now)) {
                outbox.dropped(notice, "not wanted any more");
            } else if (notice.channel() == Channel.UNADDRESSED) {
                outbox.addressed(notice, mail.isPresent() ? audience.of(notice.occasion(), now) : Set.of(), hooks());
            } else {
                tell(notice, now);
            }
        } catch (IOException | RuntimeException failed) {
            String why = failed.getMessage() == null ? failed.toString() : failed.getMessage();
            if (outbox.failed(notice, why)) {
                LOG.error(
                        "LOCK-061 request {}: {} to {} was given up, nobody has got it: {}",
                        notice.requestId(),
                        notice.occasion().label(),
                        notice.receiver(),
                        why);
            } else {
                LOG.warn(
                        "LOCK-062 request {}: {} to {} is tried again: {}",
                        notice.requestId(),
                        notice.occasion().label(),
                        notice.receiver(),
                        why);
            }
        }
    }

    private Set<String> hooks() {
        return settings.webhooks().keySet();
    }

    private void tell(Notice notice, RequestCase now) throws IOException {
        if (notice.channel() == Channel.WEBHOOK) {
            NotifySettings.Hook hook = settings.webhooks().get(notice.receiver());
            if (hook == null) {
                outbox.dropped(notice, "the webhook is not configured any more");
                return;
            }
            Map<String, Object> values = Letter.of(notice, now, settings.zone(), clock.instant(), link(notice));
            webhook.post(
                    hook,
                    notice,
                    clock.instant(),
                    letters.write(notice.occasion(), values).subject(),
                    values);
        } else {
            if (!audience.of(notice.occasion(), now).contains(notice.receiver())) {
                outbox.dropped(notice, "does not concern this person any more");
                return;
            }
            Optional<Receiver> receiver = directory
                    .person(notice.receiver())
                    .filter(person -> !person.address().isEmpty());
            if (receiver.isEmpty() || mail.isEmpty()) {
                outbox.dropped(notice, "no mail address is known");
                return;
            }
            ZoneId zone = receiver.get().zone();
            Written text =
                    letters.write(notice.occasion(), Letter.of(notice, now, zone, clock.instant(), link(notice)));
            sendInTime(receiver.get().address(), notice.id(), text);
        }
        outbox.sent(notice);
        LOG.info(
                "LOCK-063 request {}: {} told to {}",
                notice.requestId(),
                notice.occasion().label(),
                notice.receiver());
    }

    /** A server that says a word now and then would hold the thread for ever. */
    private void sendInTime(String address, String id, Written text) throws IOException {
        try {
            sending.submit(() -> mail.orElseThrow().send(address, id, text)).get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | RejectedExecutionException slow) {
            throw new IOException("the mail server takes longer than " + LONGEST_SECONDS + " s", slow);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("this node is shut down", ended);
        }
    }

    private String link(Notice notice) {
        String tasklist = settings.baseUrl() + "/camunda/app/tasklist/default/#/";
        return switch (notice.occasion()) {
            case APPROVAL_WANTED, REMINDER, ESCALATED, OPERATOR_NEEDED ->
                directory
                        .openTask(notice.requestId())
                        .map(task -> tasklist + "?task=" + task)
                        .orElse(tasklist);
            case DIFFERS ->
                settings.baseUrl() + "/camunda/app/cockpit/default/#/lock-audit/request/" + notice.requestId();
            case ENDED, LOCK_ENDS, TIME_MISSED -> tasklist + "?request=" + notice.requestId();
            case DECIDED -> tasklist;
        };
    }
}
