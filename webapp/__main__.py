"""Command line: ``python -m webapp demo|serve|link|token|users``."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from graph import actors, audit, settings
from graph.errors import BadInput, GraychainError
from webapp import accounts, appdb, sessions
from webapp.i18n import both


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 2 with one line on stderr."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except GraychainError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    about = both("灰链网页", "the web application of graychain")
    parser = argparse.ArgumentParser(prog="python -m webapp", description=about)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _serving(commands, "demo", _demo, both("载入样例并启动", "load the samples and serve"))
    _serving(commands, "serve", _serve, both("启动 HOME 的网页", "serve the data in HOME"))
    _link(commands)
    _token(commands)
    _users(commands)
    return parser


def _serving(commands: argparse._SubParsersAction, name: str, run: object, text: str) -> None:  # type: ignore[type-arg]
    one = commands.add_parser(name, help=text, description=text)
    one.add_argument("--host", default=settings.get("HOST"), help=both("监听地址", "address"))
    one.add_argument(
        "--port",
        type=int,
        default=None,
        help=both("端口，占用则用下一个（默认 5000）", "port; the next free one when taken (5000)"),
    )
    one.add_argument(
        "--no-browser", action="store_true", help=both("不打开浏览器", "do not open a browser")
    )
    one.add_argument(
        "--exit-when-ready",
        action="store_true",
        help=both("就绪后退出，供脚本检查", "stop once it answers, for scripts"),
    )
    one.set_defaults(run=run)


def _options(options: argparse.Namespace) -> object:
    from webapp.server import Options  # the other commands need no web server

    port = options.port if options.port is not None else settings.get_int("PORT")
    if not 1 <= port <= 65515:
        raise BadInput(f"端口 {port} 不可用。", f"Port {port} cannot be used.")
    browser = not options.no_browser and not options.exit_when_ready and sys.stdout.isatty()
    return Options(options.host, port, browser, options.exit_when_ready)


def _demo(options: argparse.Namespace) -> int:
    from webapp import demo

    return demo.run(_options(options))  # type: ignore[arg-type]


def _serve(options: argparse.Namespace) -> int:
    from webapp import server

    home = settings.home()
    if not (home / "ledger").exists():
        raise BadInput(
            f"{home} 里没有账本；先导入，或运行 python -m webapp demo。",
            f"There is no ledger in {home}; load something, or run python -m webapp demo.",
        )
    if address := server.running_address(home):
        print(f"{both('已在运行', 'already running')}: {address}")
        return 0
    server.serve(home, _options(options), _say)  # type: ignore[arg-type]
    return 0


def _say(address: str) -> str:
    print(f"{both('灰链', 'graychain')} {address}", flush=True)
    return address


def _admin_home() -> Path:
    """HOME, when the OS user may manage it; raises :class:`~graph.errors.Refused` otherwise."""
    home = settings.home()
    appdb.prepare(home)
    actors.require(home, actors.current(), "admin")
    return home


def _link(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    text = both("一次性登录链接（15 分钟、一次）", "a one-time sign-in link (15 minutes, once)")
    one = commands.add_parser("link", help=text, description=text)
    one.add_argument("--role", default="viewer", choices=accounts.ROLES)
    one.add_argument("--actor", default=None, help=both("审计用名", "name for the audit log"))
    one.set_defaults(run=_make_link)


def _make_link(options: argparse.Namespace) -> None:
    from webapp import server

    home = _admin_home()
    address = server.running_address(home)
    if not address:
        port = settings.get_int("PORT")
        address = f"http://{settings.get('HOST')}:{port}"
    actor = options.actor or actors.current()
    audit.append(home, actors.current(), "link-made", actor, detail={"role": options.role})
    print(server.link(home, address, actor, options.role))


def _token(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    text = both("接口口令，供脚本使用", "a bearer token for scripts")
    one = commands.add_parser("token", help=text, description=text)
    one.add_argument("--role", default="viewer", choices=accounts.ROLES)
    one.add_argument("--label", default="script", help=both("用途", "what it is for"))
    one.add_argument("--days", type=int, default=30, help=both("有效天数", "days it is valid"))
    one.set_defaults(run=_make_token)


def _make_token(options: argparse.Namespace) -> None:
    if not 1 <= options.days <= 366:
        raise BadInput("--days 应为 1 到 366。", "--days must be from 1 to 366.")
    home, actor = _admin_home(), actors.current()
    token = sessions.create_token(home, actor, options.role, options.label, options.days)
    audit.append(home, actor, "token-made", options.label, detail={"role": options.role})
    print(token)


def _users(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    text = both("账号和角色", "accounts and roles")
    one = commands.add_parser("users", help=text, description=text)
    acts = one.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help=both("新建或更改", "create or change one"))
    add.add_argument("name")
    add.add_argument("--role", required=True, choices=accounts.ROLES)
    add.add_argument(
        "--password",
        action="store_true",
        help=both("从标准输入读口令，供网页登录", "read a password from stdin, for the web page"),
    )
    add.set_defaults(run=_add_user)
    off = acts.add_parser("disable", help=both("停用", "close one"))
    off.add_argument("name")
    off.set_defaults(run=_disable_user)
    acts.add_parser("list", help=both("列出", "list them")).set_defaults(run=_list_users)


def _add_user(options: argparse.Namespace) -> None:
    home = _admin_home()
    password = None
    if options.password:
        ask = both("口令: ", "password: ")
        password = getpass.getpass(ask) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    accounts.save_user(home, options.name, options.role, password)
    audit.append(home, actors.current(), "user-saved", options.name, detail={"role": options.role})
    print(f"{options.name} {options.role}")


def _disable_user(options: argparse.Namespace) -> None:
    home = _admin_home()
    accounts.disable_user(home, options.name)
    audit.append(home, actors.current(), "user-disabled", options.name)


def _list_users(options: argparse.Namespace) -> None:
    for user in accounts.list_users(settings.home()):
        off = both("停用", "disabled") if user.disabled else ""
        password = both("有口令", "password") if user.has_password else ""
        print("\t".join(filter(None, (user.name, user.role, password, off))))


if __name__ == "__main__":
    sys.exit(main())
