"""What went wrong with a request, in words: a title, what it means, and what can be done."""

from __future__ import annotations

from ccrouter.desktop.heard import heard
from ccrouter.desktop.tongue import tr
from ccrouter.ledger.listing import Kept
from ccrouter.trouble import Trouble

CLIENT_LEFT = 499  # the status of a request whose client did not wait for the answer


def cause(kept: Kept) -> Trouble | None:
    """None if it was answered. The reason holds what the provider said, if it said anything."""
    if not kept.fault and kept.status < 400:
        return None
    fault = kept.fault or ("left" if kept.status == CLIENT_LEFT else "")
    title, meaning, step = _words(fault, kept.provider or tr("the provider"))
    said = kept.fault_text.strip()
    if fault == "quota" and not kept.provider and said:  # nobody was asked: a budget of the settings
        return Trouble(
            tr("A budget does not allow it"),
            said.removeprefix("CC Router: "),
            tr("Raise the budget in Settings, or allow more until tomorrow."),
        )
    return Trouble(title, f"{meaning} {tr('It said: {text}').format(text=heard(said))}" if said else meaning, step)


def _words(fault: str, provider: str) -> tuple[str, str, str]:
    match fault:
        case "connect":
            said = (
                tr("{provider} could not be reached"),
                tr("No connection came about: the network, a name that is not found, or a server that is not running."),
                tr("Check the network and the provider's base URL; “Test now” in Provider health tries it."),
            )
        case "timeout":
            said = (
                tr("{provider} did not answer in time"),
                tr("The request was sent, and nothing came within the time allowed."),
                tr("Try again, add a fallback model, or allow more time in the provider's settings."),
            )
        case "rate_limited":
            said = (
                tr("{provider} asked for fewer requests"),
                tr("The rate limit of the key was reached."),
                tr("Wait a little, or add another key or a fallback model."),
            )
        case "overloaded":
            said = (
                tr("{provider} was overloaded"),
                tr("The provider had no capacity for this model at that moment."),
                tr("Try again, or add a fallback model so that the next one answers."),
            )
        case "server":
            said = (
                tr("{provider} failed"),
                tr("The provider reported an error of its own."),
                tr("Try again; if it stays, look at the provider's status page, or use another model."),
            )
        case "cut_short":
            said = (
                tr("The answer was cut off"),
                tr("{provider} closed the connection before the answer was complete. What had come was kept."),
                tr("Ask again. If it happens often, prefer another provider."),
            )
        case "auth":
            said = (
                tr("The key was not accepted"),
                tr("{provider} did not take the key that was sent."),
                tr("Store a valid key: Settings, Providers."),
            )
        case "forbidden":
            said = (
                tr("The key may not do this"),
                tr("{provider} knows the key, but does not allow it this model or this region."),
                tr("Ask for access at the provider, or choose another model."),
            )
        case "quota":
            said = (
                tr("Out of budget"),
                tr("A budget, or the credit at the provider, was used up."),
                tr("Raise the budget in Settings, or top up at the provider."),
            )
        case "model_missing":
            said = (
                tr("There is no such model"),
                tr("{provider} does not know the model, or no enabled provider serves it."),
                tr("Choose another model, or correct its name in Settings."),
            )
        case "too_long":
            said = (
                tr("The conversation is too long"),
                tr("It does not fit into the model's context."),
                tr("Compact the conversation in the client, or route long ones to a model with a larger context."),
            )
        case "too_large":
            said = (
                tr("The request is too large"),
                tr("Its bytes exceed what is accepted, most often because of images."),
                tr("Send fewer or smaller images."),
            )
        case "refused":
            said = (
                tr("{provider} refused to answer"),
                tr("Its safety rules declined the request."),
                tr("Put it another way, or use another model."),
            )
        case "bad_request":
            said = (
                tr("The request was not valid"),
                tr("{provider} could not accept what the client sent."),
                tr("Update the client; if it stays, another model may take the request."),
            )
        case "protocol":
            said = (
                tr("{provider} answered something else"),
                tr("What came was not an answer in the format agreed on, such as a web page or broken JSON."),
                tr("Check the provider's base URL and format; a proxy or a sign-in page may stand between."),
            )
        case "left":
            said = (
                tr("The client left"),
                tr("It closed the connection before the answer was complete, as when a turn is cancelled."),
                tr("Nothing is to be done. If nobody cancelled, the client may allow too little time."),
            )
        case _:
            said = (
                tr("The request failed"),
                tr("No cause was recorded."),
                tr("The log has more: ccr logs."),
            )
    title, meaning, step = said
    return title.format(provider=provider), meaning.format(provider=provider), step


def attempt_words(outcome: str) -> str:
    """How one attempt ended, in a few words."""
    words = {
        "ok": tr("answered"),
        "left": tr("the client left, or another attempt was faster"),
        "connect": tr("could not be reached"),
        "timeout": tr("did not answer in time"),
        "rate_limited": tr("rate limit reached"),
        "overloaded": tr("overloaded"),
        "server": tr("server error"),
        "cut_short": tr("cut off"),
        "auth": tr("key not accepted"),
        "forbidden": tr("not allowed"),
        "quota": tr("out of credit"),
        "model_missing": tr("no such model"),
        "too_long": tr("too long for its context"),
        "too_large": tr("too large"),
        "refused": tr("refused"),
        "bad_request": tr("request not valid"),
        "protocol": tr("not an answer"),
    }
    return words.get(outcome, outcome)
