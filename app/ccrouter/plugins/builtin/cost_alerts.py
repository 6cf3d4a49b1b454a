"""Says when a budget reaches a threshold, or one request was dear: to Slack, Discord, a URL or by e-mail."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage

import httpx
from pydantic import BaseModel, Field

from ccrouter.plugins.api import BudgetAlert, Context, Ended, Notice
from ccrouter.plugins.hookspecs import hook

MANIFEST = {
    "name": "cost-alerts",
    "version": "1.0.0",
    "description": "Tells Slack, Discord, a webhook or a mailbox when a budget is nearly used up or a request was dear.",
    "permissions": ["network"],
}


class Mail(BaseModel):
    host: str = Field(description="The SMTP server.")
    port: int = Field(587, description="Its port; 465 speaks TLS at once, others by STARTTLS.")
    user: str | None = Field(None, description="Whom to log in as.")
    password: str | None = Field(None, description='Where the password is: "keyring:NAME" or "${VARIABLE}".')
    sender: str = Field(description="From whom.")
    to: list[str] = Field(description="To whom.")
    tls: bool = Field(True, description="false sends it readable: only for a server on this machine.")


class Choices(BaseModel):
    slack: str | None = Field(None, description='Slack\'s incoming webhook, as "keyring:NAME" or "${VARIABLE}".')
    discord: str | None = Field(None, description="Discord's webhook, likewise.")
    webhook: str | None = Field(None, description="A URL that is posted {title, text, level}.")
    email: Mail | None = Field(None, description="A mailbox.")
    request_over: float | None = Field(None, gt=0, description="Also say when one request cost more dollars than this.")


class Plugin:
    Settings = Choices

    def __init__(self, context: Context) -> None:
        self._settings: Choices = context.settings
        self._context = context
        self._client = httpx.AsyncClient(timeout=1.5)

    async def close(self) -> None:
        await self._client.aclose()

    @hook
    async def on_budget(self, alert: BudgetAlert) -> None:
        used, limit = (
            f"${n / 1e9:,.2f}" if alert.unit == "usd" else f"{n:,} tokens" for n in (alert.used, alert.limit)
        )
        then = {
            "block": " Requests are refused until it resets.",
            "downgrade": " Requests go to the cheaper route now.",
        }
        end = then.get(alert.action, "") if alert.percent >= 100 else ""
        title = f"Budget {alert.name}: {alert.percent} % used"
        text = f"{used} of {limit} a {alert.period}.{end}"
        await self._tell(Notice(title=title, text=text, level="error" if alert.percent >= 100 else "warning"))

    @hook
    async def on_exchange_end(self, ended: Ended) -> None:
        over = self._settings.request_over
        if over is None or ended.cost is None or ended.cost <= over * 1e9:
            return
        one = ended.exchange
        text = f"{one.client} asked {one.provider}/{one.model} for ${ended.cost / 1e9:,.2f}."
        await self._tell(Notice(title="A dear request", text=text, level="warning"))

    @hook
    async def register_notifier(self) -> object:
        return self._tell

    async def _tell(self, notice: Notice) -> None:
        """Every channel is tried; what failed is raised together at the end."""
        wanted, words = self._settings, f"{notice.title}\n{notice.text}"
        posts = [
            self._post(url, body)
            for url, body in (
                (wanted.slack, {"text": words}),
                (wanted.discord, {"content": words}),
                (wanted.webhook, {"title": notice.title, "text": notice.text, "level": notice.level}),
            )
            if url
        ]
        if wanted.email:
            posts.append(self._mail(wanted.email, notice))
        failed = [error for error in await asyncio.gather(*posts, return_exceptions=True) if error]
        if failed:
            raise RuntimeError("; ".join(type(error).__name__ for error in failed))  # a URL may be a secret

    async def _post(self, url: str, body: dict[str, str]) -> None:
        (await self._client.post(await self._context.secret(url), json=body)).raise_for_status()

    async def _mail(self, mail: Mail, notice: Notice) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = notice.title, mail.sender, ", ".join(mail.to)
        message.set_content(notice.text)
        password = await self._context.secret(mail.password) if mail.password else None
        await asyncio.to_thread(_send, mail, message, password)


def _send(mail: Mail, message: EmailMessage, password: str | None) -> None:
    kind = smtplib.SMTP_SSL if mail.tls and mail.port == 465 else smtplib.SMTP
    with kind(mail.host, mail.port, timeout=1.5) as server:
        if mail.tls and kind is smtplib.SMTP:
            server.starttls()
        if mail.user and password:
            server.login(mail.user, password)
        server.send_message(message)
