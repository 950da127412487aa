package io.github.accountlock.request;

import static io.github.accountlock.request.Broken.rule;
import static io.github.accountlock.request.Told.but;

import io.github.accountlock.domain.Outcome;
import io.github.accountlock.domain.Person;
import io.github.accountlock.request.Fact.Decided;
import io.github.accountlock.request.Fact.Looked;
import io.github.accountlock.request.Fact.PolicyDecided;
import io.github.accountlock.request.Fact.Withdrawn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the policy, the approvers and the requester may not decide. */
final class BrokenDecisions {

    private static final String SHOWN =
            "the account has been shown, and exists (but of a list each is, in its own request)";
    private static final String NOT_READ = "the account has not been read, so nobody can decide about it";
    private static final String ASKS =
            "it asks for 1 to 9 approvals by a group until a later moment, or needs none for a while, or denies with a"
                    + " reason";
    private static final String NONE = "only a lock needs no approval, and only if nobody decides about its end";
    private static final String NEEDS_SOME = "only a lock that ends by itself or lasts can need no approval";
    private static final String HAS_TO_ASK =
            "the policy has to ask for 1 to 9 approvals by a group until a later moment, or to deny";
    private static final String ANOTHER_POLICY =
            "the approval policy was replaced after the request was made; delete the request and make a new one";
    private static final String SECOND_USER = "neither of them is a second user of any of those";
    private static final String STANDS_IN = "who stands in for somebody is another person, and does so at that moment";
    private static final String NOT_THE_REQUESTER = "neither he nor the person he stands in for is the requester";
    private static final String NOT_ITS_ASKER = "neither of them asked for the lock that would be removed";
    private static final String NOT_TWICE = "nobody is decided for twice: a person and his substitute count as one";
    private static final String NOT_AGAIN = "who has approved does not decide again, in whosever place";
    private static final String MEMBER =
            "he, or the person he stands in for, is a member of the asked group, or of the fallback once that is"
                    + " asked too, by this request or by its list";
    private static final String TWICE =
            "It is decided for this person already: somebody and his substitute count as one, and each approval needs a"
                    + " different person.";
    private static final String THIS_REQUEST = "it is about this very request";
    private static final String STILL_WANTED = "approvals are still wanted, and nothing was called";
    private static final String NOT_REFUSED = "the request was neither rejected nor withdrawn";

    private BrokenDecisions() {}

    static List<Broken> all() {
        return Stream.of(ofThePolicy(), ofAWrongPerson(), inAWrongPlace(), atAWrongMoment(), toWithdraw())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Broken> ofThePolicy() {
        return List.of(
                rule(PolicyDecided.class, SHOWN)
                        .after(History.lastingLock())
                        .by(next -> next.policy(1))
                        .says(NOT_READ)
                        .butLetsIn(next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED)),
                rule(PolicyDecided.class, SHOWN)
                        .after(History.lastingLock().shown(Sight.NOT_FOUND))
                        .by(next -> next.policy(1))
                        .says(NOT_READ)
                        .butLetsIn(next -> next.looked(Purpose.APPROVAL, Sight.UNLOCKED)),
                rule(PolicyDecided.class, "the policy decides once")
                        .after(decidable())
                        .by(next -> next.policy(1))
                        .says("the policy has decided already")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(PolicyDecided.class, "it is the policy with which the request was frozen")
                        .after(shown())
                        .by(next -> but(next.policy(1), "policy", "another-digest"))
                        .says(ANOTHER_POLICY)
                        .butLetsIn(next -> next.policy(1)),
                policyAsks(next -> next.policy(10), next -> next.policy(9)),
                policyAsks(next -> next.policy(-1), next -> next.policy(1)),
                policyAsks(next -> but(next.policy(1), "group", " "), next -> next.policy(1)),
                policyAsks(
                        next -> but(next.policy(1), "due", next.at()),
                        next -> but(next.policy(1), "due", next.at().plusNanos(1))),
                policyAsks(next -> but(next.denied(), "denied", ""), Told::denied),
                falls(next -> but(next.escalating(1), "fallback", Told.GROUP)),
                falls(next -> but(next.escalating(1), "fallback", " ")),
                falls(next -> but(next.escalating(1), "fallback", "")),
                falls(next -> but(next.escalating(1), "escalation", Duration.ZERO)),
                falls(next -> but(next.escalating(1), "escalation", Told.DECISION_TIME)),
                rule(PolicyDecided.class, "an account that its cloud never locks is not up for approval")
                        .after(History.lastingLock().told(BrokenDecisions::superuser))
                        .by(next -> next.policy(1))
                        .says("This account is never locked or unlocked here: it is a superuser.")
                        .butLetsIn(Told::denied),
                rule(PolicyDecided.class, "a stranger's lock is up for approval only if the request says so")
                        .after(History.unlock().told(BrokenDecisions::foreignLock))
                        .by(next -> next.policy(1))
                        .says("The lock is not ours: no request of ours holds this account. Ask again and say that a"
                                + " foreign lock is to be removed.")
                        .butLetsIn(Told::denied));
    }

    private static Broken policyAsks(Function<Told, Fact> wrong, Function<Told, Fact> right) {
        return rule(PolicyDecided.class, ASKS)
                .after(shown())
                .by(wrong)
                .says(HAS_TO_ASK)
                .butLetsIn(right);
    }

    private static Broken falls(Function<Told, Fact> wrong) {
        return rule(PolicyDecided.class, "a fallback is another group, asked before the request is overdue")
                .after(shown())
                .by(wrong)
                .says("the policy has to name another group as the fallback, and to ask it before the request is"
                        + " overdue")
                .butLetsIn(next -> next.escalating(1));
    }

    private static Fact byAHead(Told next) {
        return but(next.approved(People.MANAGER), "group", Told.FALLBACK);
    }

    private static List<Broken> ofAWrongPerson() {
        return List.of(
                decided(
                        "somebody is logged in",
                        decidable(),
                        Person.NOBODY,
                        "Log in to decide: nobody is authenticated."),
                decided(
                        NOT_THE_REQUESTER,
                        decidable(),
                        new Person("Asker", ""),
                        "You made this request, so somebody else has to decide it."),
                decided(
                        NOT_ITS_ASKER,
                        unlockDecidable(),
                        People.HOLDER,
                        "You asked for the lock that would be removed, so somebody else has to decide."),
                rule(Decided.class, MEMBER)
                        .after(decidable())
                        .by(next -> but(next.approved(People.MANAGER), "group", ""))
                        .says("Only members of the group managers may decide this request.")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Decided.class, MEMBER)
                        .after(shown().told(next -> next.escalating(1)))
                        .by(BrokenDecisions::byAHead)
                        .says("Only members of the group managers, and from 2026-03-02T20:00:02Z on those of heads may"
                                + " decide this request.")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Decided.class, MEMBER)
                        .after(shown().told(next -> next.escalating(1)).later(Told.ESCALATION))
                        .by(next -> but(next.approved(People.MANAGER), "group", "operators"))
                        .says("Only members of the group managers or heads may decide this request.")
                        .butLetsIn(BrokenDecisions::byAHead),
                decided(
                        NOT_AGAIN,
                        shown().policy(2).approvedBy(People.MANAGER),
                        People.MANAGER_SHOUTED,
                        "You have decided this request already; each approval needs a different person."),
                decided(SECOND_USER, decidable(), People.ASKER_AS_ADMIN, sameAs("asker")),
                decided(
                        SECOND_USER,
                        shown().policy(2).approvedBy(People.SECOND_MANAGER),
                        People.SECOND_MANAGER_AS_ADMIN,
                        sameAs("manager2")),
                decided(
                        SECOND_USER,
                        unlockDecidable(),
                        new Person("admin-holder", "HOLDER@example.org"),
                        sameAs("holder")));
    }

    private static List<Broken> inAWrongPlace() {
        History first = shown().policy(2).approvedBy(People.MANAGER);
        History byDeputy = shown().policy(2).told(next -> next.approved(People.DEPUTY, People.MANAGER));
        return List.of(
                inPlaceOf(STANDS_IN, decidable(), People.MANAGER, new Person("manager-as-admin", "MANAGER@example.org"))
                        .says("You do not stand in for manager at this moment.")
                        .butLetsIn(next -> next.approved(People.DEPUTY, People.MANAGER)),
                standsInAt(next -> but(inHisPlace(next), "standsInUntil", Optional.of(next.at()))),
                standsInAt(next -> but(
                        inHisPlace(next), "standsInFrom", Optional.of(next.at().plusNanos(1000)))),
                standsInAt(next -> but(inHisPlace(next), "standsInFrom", Optional.empty())),
                standsInAt(next -> but(inHisPlace(next), "standsInUntil", Optional.empty())),
                rule(Decided.class, STANDS_IN)
                        .after(decidable())
                        .by(next -> but(next.approved(People.MANAGER), "standsInUntil", Optional.of(next.at())))
                        .says("whoever decides in his own place stands in for nobody")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                inPlaceOf(NOT_THE_REQUESTER, decidable(), People.ASKER, People.DEPUTY)
                        .says("asker, for whom you stand in, made this request, so somebody else has to decide it.")
                        .butLetsIn(BrokenDecisions::inHisPlace),
                inPlaceOf(NOT_THE_REQUESTER, decidable(), People.MANAGER, People.ASKER)
                        .says("You made this request, so somebody else has to decide it.")
                        .butLetsIn(BrokenDecisions::inHisPlace),
                inPlaceOf(NOT_ITS_ASKER, unlockDecidable(), People.HOLDER, People.DEPUTY)
                        .says(
                                "holder, for whom you stand in, asked for the lock that would be removed, so somebody else has"
                                        + " to decide.")
                        .butLetsIn(BrokenDecisions::inHisPlace),
                inPlaceOf(NOT_ITS_ASKER, unlockDecidable(), People.MANAGER, People.HOLDER)
                        .says("You asked for the lock that would be removed, so somebody else has to decide.")
                        .butLetsIn(BrokenDecisions::inHisPlace),
                rule(Decided.class, MEMBER)
                        .after(decidable())
                        .by(next -> but(inHisPlace(next), "group", ""))
                        .says("Only members of the group managers may decide this request.")
                        .butLetsIn(BrokenDecisions::inHisPlace),
                inPlaceOf(NOT_AGAIN, byDeputy, People.SECOND_MANAGER, People.DEPUTY)
                        .says("You have decided this request already; each approval needs a different person.")
                        .butLetsIn(next -> next.approved(People.SECOND_MANAGER)),
                inPlaceOf(NOT_AGAIN, first, People.SECOND_MANAGER, People.MANAGER)
                        .says("You have decided this request already; each approval needs a different person.")
                        .butLetsIn(next -> next.approved(People.DEPUTY, People.SECOND_MANAGER)),
                inPlaceOf(NOT_TWICE, first, People.MANAGER, People.DEPUTY)
                        .says(TWICE)
                        .butLetsIn(next -> next.approved(People.DEPUTY, People.SECOND_MANAGER)),
                inPlaceOf(NOT_TWICE, byDeputy, People.MANAGER_SHOUTED, People.THIRD_MANAGER)
                        .says(TWICE)
                        .butLetsIn(next -> next.approved(People.THIRD_MANAGER)),
                rule(Decided.class, NOT_TWICE)
                        .after(byDeputy)
                        .by(next -> next.approved(People.MANAGER))
                        .says(TWICE)
                        .butLetsIn(next -> next.approved(People.SECOND_MANAGER)),
                inPlaceOf(SECOND_USER, decidable(), People.ASKER_AS_ADMIN, People.DEPUTY)
                        .says(
                                "admin-asker, for whom you stand in, and asker have the same e-mail address, so they count as"
                                        + " one person; somebody else has to decide.")
                        .butLetsIn(BrokenDecisions::inHisPlace),
                inPlaceOf(SECOND_USER, decidable(), People.MANAGER, People.ASKER_AS_ADMIN)
                        .says(sameAs("asker"))
                        .butLetsIn(BrokenDecisions::inHisPlace),
                inPlaceOf(SECOND_USER, byDeputy, People.SECOND_MANAGER, new Person("deputy2", "deputy@example.org"))
                        .says(sameAs("deputy"))
                        .butLetsIn(next -> next.approved(People.SECOND_MANAGER)),
                rule(Decided.class, SECOND_USER)
                        .after(shown().policy(2).told(next -> next.approved(People.DEPUTY, People.SECOND_MANAGER)))
                        .by(next -> next.approved(People.SECOND_MANAGER_AS_ADMIN))
                        .says(sameAs("manager2"))
                        .butLetsIn(next -> next.approved(People.MANAGER)));
    }

    private static Broken.RefusedWith inPlaceOf(String rule, History history, Person absent, Person substitute) {
        return rule(Decided.class, rule).after(history).by(next -> next.approved(substitute, absent));
    }

    private static Broken standsInAt(Function<Told, Fact> wrong) {
        return rule(Decided.class, STANDS_IN)
                .after(decidable())
                .by(wrong)
                .says("You do not stand in for manager at this moment.")
                .butLetsIn(next -> but(inHisPlace(next), "standsInFrom", Optional.of(next.at())));
    }

    private static Decided inHisPlace(Told next) {
        return next.approved(People.DEPUTY, People.MANAGER);
    }

    private static String sameAs(String user) {
        return "You and " + user + " have the same e-mail address, so you count as one person;"
                + " somebody else has to decide.";
    }

    private static Broken decided(String rule, History history, Person wrong, String sentence) {
        return rule(Decided.class, rule)
                .after(history)
                .by(next -> next.approved(wrong))
                .says(sentence)
                .butLetsIn(next -> next.approved(People.THIRD_MANAGER));
    }

    private static List<Broken> atAWrongMoment() {
        Instant due = decidable().then().policy().orElseThrow().due();
        return List.of(
                rule(Decided.class, "the policy asked for approvals")
                        .after(shown())
                        .by(next -> next.approved(People.MANAGER))
                        .says("No policy has decided who must approve this request.")
                        .butLetsIn(next -> next.policy(1)),
                rule(Decided.class, "the policy asked for approvals")
                        .after(shown().denied())
                        .by(next -> next.approved(People.MANAGER))
                        .says("No policy has decided who must approve this request.")
                        .butLetsIn(next -> next.ended(Outcome.DENIED)),
                rule(Decided.class, "the request is not overdue (but a lock that is in place is reviewed however late)")
                        .after(decidable().at(due))
                        .by(next -> next.approved(People.MANAGER))
                        .says("Too late: this request had to be decided before 2026-03-03T12:00:02Z.")
                        .butLetsIn(next -> but(next.approved(People.MANAGER), "at", due.minusNanos(1))),
                rule(Decided.class, "an emergency lock is reviewed when it is proven")
                        .after(History.of(Frozen.emergencyLock())
                                .shown(Sight.UNLOCKED)
                                .told(next -> next.lockingFirst(1))
                                .before(Sight.UNLOCKED)
                                .lockCalled()
                                .accepted())
                        .by(next -> next.approved(People.MANAGER))
                        .says("The emergency lock is not proven yet; it is reviewed when it is.")
                        .butLetsIn(next -> next.looked(Purpose.AFTER, Sight.LOCKED)),
                rule(PolicyDecided.class, ASKS)
                        .after(shown())
                        .by(next -> but(next.policy(1), "noApprovalFor", "dbas"))
                        .says(HAS_TO_ASK)
                        .butLetsIn(Told::needingNone),
                rule(PolicyDecided.class, ASKS)
                        .after(shown())
                        .by(next -> but(next.needingNone(), "due", next.at()))
                        .says(HAS_TO_ASK)
                        .butLetsIn(Told::needingNone),
                rule(PolicyDecided.class, ASKS)
                        .after(shown())
                        .by(next -> but(next.needingNone(), "denied", "no"))
                        .says(HAS_TO_ASK)
                        .butLetsIn(Told::needingNone),
                rule(PolicyDecided.class, NONE)
                        .after(History.unlock().shown(Sight.LOCKED))
                        .by(Told::needingNone)
                        .says(NEEDS_SOME)
                        .butLetsIn(next -> next.policy(1)),
                rule(PolicyDecided.class, NONE)
                        .after(History.of(Frozen.lockWithAReviewAtItsEnd()).shown(Sight.UNLOCKED))
                        .by(Told::needingNone)
                        .says(NEEDS_SOME)
                        .butLetsIn(next -> next.policy(1)),
                rule(PolicyDecided.class, "only an emergency lock comes before its approval")
                        .after(shown())
                        .by(next -> next.lockingFirst(1))
                        .says("only an emergency lock comes before its approval")
                        .butLetsIn(next -> next.policy(1)),
                rule(Decided.class, THIS_REQUEST)
                        .after(decidable())
                        .by(next -> but(next.approved(People.MANAGER), "digest", ""))
                        .says("requestDigest: a decision carries the digest of the request it is about;"
                                + " open the task and decide in its form.")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Decided.class, THIS_REQUEST)
                        .after(decidable())
                        .by(next -> but(next.approved(People.MANAGER), "digest", "another-digest"))
                        .says("requestDigest: the decision is about another request or another state of this one"
                                + " (its digest differs); open the task again.")
                        .butLetsIn(next -> next.approved(People.MANAGER)),
                rule(Decided.class, "a rejection says why")
                        .after(decidable())
                        .by(next -> but(next.rejected(People.MANAGER), "reason", " "))
                        .says("decisionReason: say why you reject the request.")
                        .butLetsIn(next -> next.rejected(People.MANAGER)),
                rule(Decided.class, NOT_REFUSED)
                        .after(decidable().rejectedBy(People.MANAGER))
                        .by(next -> next.approved(People.SECOND_MANAGER))
                        .says("the request was rejected or withdrawn")
                        .butLetsIn(next -> next.ended(Outcome.REJECTED)),
                rule(Decided.class, NOT_REFUSED)
                        .after(decidable().withdrawn())
                        .by(next -> next.approved(People.SECOND_MANAGER))
                        .says("the request was rejected or withdrawn")
                        .butLetsIn(next -> next.ended(Outcome.WITHDRAWN)),
                rule(Decided.class, STILL_WANTED)
                        .after(decidable().approvedBy(People.MANAGER))
                        .by(next -> next.approved(People.SECOND_MANAGER))
                        .says("This request has its approvals already.")
                        .butLetsIn(next -> next.looked(Purpose.BEFORE, Sight.UNLOCKED)),
                rule(Decided.class, STILL_WANTED)
                        .after(History.lastingLock().upToTheCall().lockCalled())
                        .by(next -> next.rejected(People.SECOND_MANAGER))
                        .says("This request has its approvals already.")
                        .butLetsIn(next -> next.answered(Call.LOCK, Answer.ACCEPTED)),
                rule(Decided.class, "an approval expires later")
                        .after(decidable())
                        .by(next -> but(next.approved(People.MANAGER), "expires", next.at()))
                        .says("an approval has to be valid for some time")
                        .butLetsIn(next -> but(
                                next.approved(People.MANAGER),
                                "expires",
                                next.at().plusNanos(1))));
    }

    private static List<Broken> toWithdraw() {
        return List.of(
                rule(Withdrawn.class, "it is the requester")
                        .after(decidable())
                        .by(next -> but(next.withdrawn(), "by", People.MANAGER))
                        .says("Only the requester may withdraw a request; approvers reject it instead.")
                        .butLetsIn(Told::withdrawn),
                rule(Withdrawn.class, "the policy has decided")
                        .after(shown())
                        .by(Told::withdrawn)
                        .says("no policy has decided who must approve")
                        .butLetsIn(next -> next.policy(1)),
                rule(Withdrawn.class, "it was neither rejected nor withdrawn")
                        .after(decidable().rejectedBy(People.MANAGER))
                        .by(Told::withdrawn)
                        .says("the request was rejected or withdrawn")
                        .butLetsIn(next -> next.ended(Outcome.REJECTED)),
                rule(Withdrawn.class, "it was neither rejected nor withdrawn")
                        .after(decidable().withdrawn())
                        .by(Told::withdrawn)
                        .says("the request was rejected or withdrawn")
                        .butLetsIn(next -> next.ended(Outcome.WITHDRAWN)),
                rule(Withdrawn.class, "nothing was called")
                        .after(History.lastingLock().upToTheCall().lockCalled().answered(Answer.AUTH))
                        .by(Told::withdrawn)
                        .says("The cloud has been called for this request, so it cannot be taken back; ask for the"
                                + " unlock instead.")
                        .butLetsIn(next -> next.looked(Purpose.AFTER, Sight.UNLOCKED)));
    }

    static Looked foreignLock(Told next) {
        return but(but(next.looked(Purpose.APPROVAL, Sight.LOCKED), "holds", ""), "holders", List.of());
    }

    static Looked superuser(Told next) {
        return but(
                but(next.looked(Purpose.APPROVAL, Sight.UNLOCKED), "type", "protected"), "detail", "it is a superuser");
    }

    private static History shown() {
        return History.lastingLock().shown(Sight.UNLOCKED);
    }

    private static History decidable() {
        return shown().policy(1);
    }

    private static History unlockDecidable() {
        return History.unlock().shown(Sight.LOCKED).policy(1);
    }
}
