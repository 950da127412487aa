package io.github.accountlock.provider;

import io.github.accountlock.domain.AccountRef;
import io.github.accountlock.domain.AccountSeen;
import io.github.accountlock.domain.InstanceRef;
import io.github.accountlock.domain.Location;
import io.github.accountlock.domain.LockReceipt;
import io.github.accountlock.domain.LockState;
import io.github.accountlock.provider.ProviderException.AnswerLost;
import io.github.accountlock.provider.ProviderException.Unavailable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A provider of whomever. What it throws or answers against its promises becomes what may be concluded from it: of a read
 * nothing, of a change that its outcome is open.
 */
record KeptPromises(AccountLockProvider provider) implements AroundProvider {

    @Override
    public AccountSeen read(AccountRef account) {
        return asked(() -> provider.read(account), wrong -> noAnswer(account, wrong));
    }

    @Override
    public Optional<Map<String, AccountSeen>> list(InstanceRef instance) {
        Optional<Map<String, AccountSeen>> list =
                asked(() -> provider.list(instance), wrong -> noAnswer(instance, wrong));
        if (list.filter(all -> all.containsKey(null) || all.containsValue(null)).isPresent()) {
            throw noAnswer(instance, new NullPointerException("an account in the list is null"));
        }
        return list;
    }

    @Override
    public LockReceipt change(AccountRef account, LockState target, Optional<Instant> passwordValidUntil, SendBy by) {
        return asked(
                () -> provider.change(account, target, passwordValidUntil, by),
                wrong -> new AnswerLost(account, sentence(wrong), null, null, wrong));
    }

    private static <T> T asked(Supplier<T> call, Function<Throwable, ProviderException> otherwise) {
        try {
            return Objects.requireNonNull(call.get(), "it answered null");
        } catch (ProviderException foreseen) {
            throw foreseen;
        } catch (VirtualMachineError ofTheMachine) {
            throw ofTheMachine;
        } catch (RuntimeException | Error wrong) {
            throw otherwise.apply(wrong);
        }
    }

    private ProviderException noAnswer(Location location, Throwable wrong) {
        return Unavailable.notReached(location, sentence(wrong), wrong);
    }

    private String sentence(Throwable wrong) {
        return "the provider (" + provider.getClass().getName() + ") failed as no provider may: " + failure(wrong);
    }

    /** What was thrown and where; the message only where Java wrote it, for another one may have a secret in it. */
    static String failure(Throwable wrong) {
        if (wrong instanceof LinkageError || wrong instanceof NullPointerException) {
            return wrong.toString();
        }
        return Arrays.stream(wrong.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .map(frame -> wrong.getClass().getName() + " at " + frame)
                .findFirst()
                .orElse(wrong.getClass().getName());
    }

    @Override
    public AccountRules rules() {
        return new KeptRules(provider.rules());
    }

    /** Names that cannot be checked are not allowed. */
    private record KeptRules(AccountRules rules) implements AccountRules {

        @Override
        public String instanceExample() {
            return rules.instanceExample();
        }

        @Override
        public String instanceHint() {
            return rules.instanceHint();
        }

        @Override
        public Optional<String> wrongInstanceId(Location location) {
            return checked(() -> rules.wrongInstanceId(location));
        }

        @Override
        public Optional<String> wrongAccountName(AccountRef account) {
            return checked(() -> rules.wrongAccountName(account));
        }

        private Optional<String> checked(Supplier<Optional<String>> rule) {
            try {
                return Objects.requireNonNull(rule.get(), "it answered null");
            } catch (VirtualMachineError ofTheMachine) {
                throw ofTheMachine;
            } catch (RuntimeException | Error wrong) {
                return Optional.of("It cannot be checked, for the provider's rules ("
                        + rules.getClass().getName() + ") failed: " + failure(wrong) + ".");
            }
        }

        @Override
        public boolean acceptsPasswordValidUntil() {
            return rules.acceptsPasswordValidUntil();
        }
    }
}
