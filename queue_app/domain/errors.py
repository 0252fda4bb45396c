"""Refusals: what the office says no to, each with a stable code.

The sentence a person reads stands in the catalogues under `[errors]`, with the code as its key;
`values` fills it in. Which HTTP status a code gets is decided in one place, `web/problems.py`.
"""

from __future__ import annotations


class Refusal(Exception):
    """Something was asked that the rules do not allow; nothing was changed."""

    code = "refused"
    sentences: tuple[str, ...] = ()
    """Where one code has several sentences: the keys of all of them."""

    @property
    def sentence(self) -> str:
        """The key of its sentence under [errors]."""
        return self.code

    def __init__(self, **values: object) -> None:
        super().__init__(self.code, values)
        self.values = values


class UnknownOffice(Refusal):
    code = "unknown-office"


class UnknownQueue(Refusal):
    code = "unknown-queue"


class QueueRetired(Refusal):
    """The ticket's queue is in use no more, so that there is no line to go back to."""

    code = "queue-retired"


class UnknownCounter(Refusal):
    code = "unknown-counter"


class UnknownTicket(Refusal):
    code = "unknown-ticket"


class UnknownCode(Refusal):
    """No television shows this code, or not any more."""

    code = "unknown-code"


class UnknownScreen(Refusal):
    """It was taken away meanwhile, or never was paired."""

    code = "unknown-screen"


class UnknownAnnouncement(Refusal):
    """It was taken away meanwhile."""

    code = "unknown-announcement"


class UnknownPriority(Refusal):
    code = "unknown-priority"


class UnknownProcedure(Refusal):
    code = "unknown-procedure"


class UnknownPrinter(Refusal):
    code = "unknown-printer"


class UnknownSlip(Refusal):
    code = "unknown-slip"


class PrinterNotReady(Refusal):
    """No slip would come out now; `reason` says why: no-printer, paper-out, offline …"""

    code = "printer-not-ready"


class ListJustPrinted(Refusal):
    """Whoever asks had this list a moment ago, or several others."""

    code = "list-just-printed"


class SlipOwed(Refusal):
    """A slip of this ticket is on its way to the printer; a second one would come out with it."""

    code = "slip-owed"


class SignInRequired(Refusal):
    code = "sign-in-required"


class WrongPassword(Refusal):
    code = "wrong-password"


class TooManyAttempts(Refusal):
    code = "too-many-attempts"


class NotAllowed(Refusal):
    code = "not-allowed"


class WrongOffice(Refusal):
    code = "wrong-office"


class WrongCounter(Refusal):
    code = "wrong-counter"


class CsrfFailed(Refusal):
    code = "csrf-failed"


class BadRequest(Refusal):
    """The request has not the form that was agreed; `field` says where."""

    code = "bad-request"


class BadField(Refusal):
    """One field of the body is missing or wrong; `field` names it."""

    code = "bad-field"


class KeyReused(Refusal):
    code = "idempotency-key-reused"


class OfficeClosed(Refusal):
    code = "office-closed"


class QueueClosed(Refusal):
    """The queue gives no numbers now; `because` says why: by-hand, hours or last-number."""

    code = "queue-closed"
    sentences = ("queue-closed-by-hand", "queue-closed-hours", "queue-closed-last-number")

    @property
    def sentence(self) -> str:
        return f"{self.code}-{self.values['because']}"


class QueueFull(Refusal):
    """All numbers of the queue's day are given."""

    code = "queue-full"


class MayNotBeServed(Refusal):
    """The wait may last past closing time; who knows that and wants a number all the same gets one."""

    code = "may-not-be-served"


class NobodyWaiting(Refusal):
    code = "nobody-waiting"


class MoveRefused(Refusal):
    """The ticket's present state does not allow this move."""

    code = "move-refused"


class TooFewCalls(Refusal):
    code = "too-few-calls"


class CounterBusy(Refusal):
    """The person still has a ticket at the counter they want to leave."""

    code = "counter-busy"


class CounterChanged(Refusal):
    """Another ticket is at the counter than the caller saw there."""

    code = "counter-changed"


class CounterTaken(Refusal):
    code = "counter-taken"


class CounterClosed(Refusal):
    """Nobody is at the counter that somebody should wait for."""

    code = "counter-closed"


class PersonAway(Refusal):
    """The person whom somebody should wait for is at no counter."""

    code = "person-away"


class UnknownPerson(Refusal):
    code = "unknown-person"


class NobodyToReturnTo(Refusal):
    """The ticket was not handed over by anybody."""

    code = "nobody-to-return-to"


class TooLateToReinstate(Refusal):
    code = "too-late-to-reinstate"


class NoMoreTime(Refusal):
    """The citizen has asked for more time as often as the office allows."""

    code = "no-more-time"


class NoPriority(Refusal):
    """There is no class of priority to confirm."""

    code = "no-priority"


class PriorityUnconfirmed(Refusal):
    """Nobody at the counter has said yet whether the priority is due; a visit neither begins nor ends before."""

    code = "priority-unconfirmed"


class NotCalled(Refusal):
    """Nobody has called the ticket yet, so there is nothing to explain."""

    code = "not-called"


class ReasonRequired(Refusal):
    """What is asked for goes before others, and says not why."""

    code = "reason-required"


class BadBoard(Refusal):
    """The settings of a board are not right; `field` names the one, `written` is what was found there."""

    code = "bad-board"
    sentences = (
        "bad-board",
        "bad-board-kind",
        "bad-board-queues",
        "bad-board-counters",
        "bad-board-volume",
        "bad-board-quiet",
        "bad-board-second",
        "bad-board-folder",
        "bad-board-zone",
        "bad-board-counter",
    )

    @property
    def sentence(self) -> str:
        one = f"{self.code}-{self.values['field']}"
        return one if one in self.sentences else self.code


class QueueInUse(Refusal):
    """People still wait in the queue that would be put out of use."""

    code = "queue-in-use"


class CounterInUse(Refusal):
    """Somebody is at the counter that would be put out of use."""

    code = "counter-in-use"


class NumbersGiven(Refusal):
    """The day has numbers already that those of this queue would be taken for."""

    code = "numbers-given"


class BadSetting(Refusal):
    """A value that makes no sound office; `field` is section/key/field, `kind` the mistake."""

    code = "bad-setting"
    sentences = tuple(
        f"bad-setting-{kind}"
        for kind in (
            "empty",
            "too-long",
            "too-few",
            "too-many",
            "too-small",
            "too-large",
            "no-number",
            "wrong-form",
            "wrong-hours",
            "twice",
            "no-such-queue",
            "no-such-queue-of-procedure",
            "unserved",
            "only-queue",
            "pale",
            "backwards",
            "same-number",
        )
    )

    @property
    def sentence(self) -> str:
        return f"{self.code}-{self.values['kind']}"


class SettingChanged(Refusal):
    """Somebody has changed the same value since the caller read it; `present` is what it is now, as JSON."""

    code = "setting-changed"
    sentences = ("setting-changed", "setting-changed-by")

    @property
    def sentence(self) -> str:
        return "setting-changed-by" if self.values.get("who") else self.code


class UsernameTaken(Refusal):
    """Somebody, here or at another office, signs in with this name."""

    code = "username-taken"


class OwnAccount(Refusal):
    """Administrators do not lock themselves out."""

    code = "own-account"


class LastAdministrator(Refusal):
    """An office is never left without somebody who may change it."""

    code = "last-administrator"


class TokenOfScreen(Refusal):
    """A television that has a place in the room is taken away on the list of screens, its token with it."""

    code = "token-of-screen"


class UnknownToken(Refusal):
    code = "unknown-token"


class WrongProfile(Refusal):
    """The profile is no profile, or another office's; `reason` says where it is wrong."""

    code = "wrong-profile"


class WrongPicture(Refusal):
    """The file is no picture that can be an emblem."""

    code = "wrong-picture"


class UnknownChange(Refusal):
    code = "unknown-change"


class AlreadyTakenBack(Refusal):
    code = "already-taken-back"


class NotToBeTakenBack(Refusal):
    """What it replaced was not kept: a password."""

    code = "not-to-be-taken-back"
