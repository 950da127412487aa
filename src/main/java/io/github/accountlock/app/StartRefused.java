package io.github.accountlock.app;

import io.github.accountlock.engine.AccountLockSettings;
import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The application does not start; the message names everything that is wrong. */
final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String advice;

    StartRefused(List<String> problems) {
        this(
                problems,
                "Set what is named above. To try it without keys and without a database: profile demo"
                        + " (SPRING_PROFILES_ACTIVE=demo).");
    }

    StartRefused(List<String> problems, String advice) {
        super(AccountLockSettings.refusal(problems));
        this.advice = advice;
    }

    String advice() {
        return advice;
    }

    /** Prints the message instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<StartRefused> {

        @Override
        protected FailureAnalysis analyze(Throwable root, StartRefused refused) {
            return new FailureAnalysis(refused.getMessage(), refused.advice, refused);
        }
    }
}
