"""What plugins may do, and the shipped ones with their settings."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

SENTENCES = (
    QT_TRANSLATE_NOOP("heard", "reads what is asked and answered"),
    QT_TRANSLATE_NOOP("heard", "changes requests, answers or the order of models"),
    QT_TRANSLATE_NOOP("heard", "refuses requests"),
    QT_TRANSLATE_NOOP("heard", "speaks to other machines"),
    QT_TRANSLATE_NOOP("heard", "reads or writes files beyond its own folder"),
    QT_TRANSLATE_NOOP("heard", "adds commands to ccr"),
    QT_TRANSLATE_NOOP("heard", "Cost alerts"),
    QT_TRANSLATE_NOOP(
        "heard", "Tells Slack, Discord, a webhook or a mailbox when a budget is nearly used up or a request was dear."
    ),
    QT_TRANSLATE_NOOP("heard", 'Slack\'s incoming webhook, as "keyring:NAME" or "${VARIABLE}".'),
    QT_TRANSLATE_NOOP("heard", "Discord's webhook, likewise."),
    QT_TRANSLATE_NOOP("heard", "A URL that is posted {title, text, level}."),
    QT_TRANSLATE_NOOP("heard", "Email"),
    QT_TRANSLATE_NOOP("heard", "Mail"),
    QT_TRANSLATE_NOOP("heard", "A mailbox."),
    QT_TRANSLATE_NOOP("heard", "Host"),
    QT_TRANSLATE_NOOP("heard", "The SMTP server."),
    QT_TRANSLATE_NOOP("heard", "Port"),
    QT_TRANSLATE_NOOP("heard", "Its port; 465 speaks TLS at once, others by STARTTLS."),
    QT_TRANSLATE_NOOP("heard", "User"),
    QT_TRANSLATE_NOOP("heard", "Whom to log in as."),
    QT_TRANSLATE_NOOP("heard", "Password"),
    QT_TRANSLATE_NOOP("heard", 'Where the password is: "keyring:NAME" or "${VARIABLE}".'),
    QT_TRANSLATE_NOOP("heard", "Sender"),
    QT_TRANSLATE_NOOP("heard", "From whom."),
    QT_TRANSLATE_NOOP("heard", "To"),
    QT_TRANSLATE_NOOP("heard", "To whom."),
    QT_TRANSLATE_NOOP("heard", "false sends it readable: only for a server on this machine."),
    QT_TRANSLATE_NOOP("heard", "Request Over"),
    QT_TRANSLATE_NOOP("heard", "Also say when one request cost more dollars than this."),
    QT_TRANSLATE_NOOP("heard", "Pii redact"),
    QT_TRANSLATE_NOOP(
        "heard", "Masks personal data before a request leaves this machine, and unmasks it in the answer."
    ),
    QT_TRANSLATE_NOOP("heard", "Kinds"),
    QT_TRANSLATE_NOOP("heard", "What is masked."),
    QT_TRANSLATE_NOOP("heard", "Patterns"),
    QT_TRANSLATE_NOOP("heard", "Regular expressions of your own for what else is masked."),
    QT_TRANSLATE_NOOP("heard", "Allow"),
    QT_TRANSLATE_NOOP("heard", "Texts that may pass, such as your own public address."),
    QT_TRANSLATE_NOOP("heard", "Prompt logger"),
    QT_TRANSLATE_NOOP(
        "heard", "Keeps every request and answer in prompts.jsonl in its own folder, readable by you alone."
    ),
    QT_TRANSLATE_NOOP("heard", "Requests"),
    QT_TRANSLATE_NOOP("heard", "Keep requests."),
    QT_TRANSLATE_NOOP("heard", "Answers"),
    QT_TRANSLATE_NOOP("heard", "Keep answers."),
    QT_TRANSLATE_NOOP("heard", "Max Mb"),
    QT_TRANSLATE_NOOP("heard", "Size at which the file is begun anew; one old file is kept."),
    QT_TRANSLATE_NOOP("heard", "Only Client"),
    QT_TRANSLATE_NOOP("heard", "Only of this client."),
    QT_TRANSLATE_NOOP("heard", "Rate limiter"),
    QT_TRANSLATE_NOOP(
        "heard", "Limits the requests and input tokens a minute of each client, key, session or project."
    ),
    QT_TRANSLATE_NOOP("heard", "By"),
    QT_TRANSLATE_NOOP("heard", "Whom a limit is for."),
    QT_TRANSLATE_NOOP("heard", "Requests a minute of each."),
    QT_TRANSLATE_NOOP("heard", "Tokens"),
    QT_TRANSLATE_NOOP("heard", "Input tokens a minute of each."),
    QT_TRANSLATE_NOOP("heard", "Limits"),
    QT_TRANSLATE_NOOP("heard", "Other limits on requests, by name."),
    QT_TRANSLATE_NOOP("heard", "Rate limits"),
    QT_TRANSLATE_NOOP("heard", "refused"),
    QT_TRANSLATE_NOOP("heard", "{0} in the last minute"),
    QT_TRANSLATE_NOOP("heard", "Response cache"),
    QT_TRANSLATE_NOOP(
        "heard", "Keeps answers in memory and gives them again to exactly the same request, for a while."
    ),
    QT_TRANSLATE_NOOP("heard", "Ttl"),
    QT_TRANSLATE_NOOP("heard", "Seconds an answer is kept."),
    QT_TRANSLATE_NOOP("heard", "Entries"),
    QT_TRANSLATE_NOOP("heard", "Answers that are kept at most."),
    QT_TRANSLATE_NOOP("heard", "With Tools"),
    QT_TRANSLATE_NOOP("heard", "Also where tools are offered: an agent may then repeat old deeds."),
    QT_TRANSLATE_NOOP(
        "heard", "Posts each finished exchange, budget alert and change of health to a URL of yours as JSON."
    ),
    QT_TRANSLATE_NOOP("heard", 'Where to post; "keyring:NAME" or "${VARIABLE}" if it is a secret.'),
    QT_TRANSLATE_NOOP("heard", "Events"),
    QT_TRANSLATE_NOOP("heard", "What to post."),
    QT_TRANSLATE_NOOP("heard", "Failures Only"),
    QT_TRANSLATE_NOOP("heard", "Of exchanges only those that failed."),
    QT_TRANSLATE_NOOP("heard", "Sign With"),
    QT_TRANSLATE_NOOP("heard", "A secret; x-ccr-signature then is the body's HMAC-SHA256 in hex."),
    QT_TRANSLATE_NOOP("heard", "Masked personal data"),
    QT_TRANSLATE_NOOP("heard", "values"),
    QT_TRANSLATE_NOOP("heard", "kept"),
    QT_TRANSLATE_NOOP("heard", "answered"),
    QT_TRANSLATE_NOOP("heard", "asked on"),
)
