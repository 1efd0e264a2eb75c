"""The command line. Commands are imported when they are called, so that batch work loads nothing of the web."""

from importlib import import_module

import click

COMMANDS = {
    "archives": "app.cli.keeping:archives",
    "assess": "app.cli.assess:assess",
    "audit": "app.cli.audit:audit",
    "billing": "app.cli.billing:billing",
    "compare": "app.cli.compare:compare",
    "content": "app.cli.content:content",
    "db": "app.cli.serving:db",
    "demo": "app.cli.serving:demo",
    "impact": "app.cli.impact:impact",
    "import": "app.cli.importing:take_in",
    "peers": "app.cli.peers:peers",
    "plan": "app.cli.plan:plan",
    "print": "app.cli.printing:print_reports",
    "providers": "app.cli.providers:providers",
    "retention": "app.cli.keeping:retention",
    "schema": "app.cli.schemas:schema",
    "score": "app.cli.score:score",
    "serve": "app.cli.serving:serve",
    "sheet": "app.cli.sheet:sheet",
    "simulate": "app.cli.simulate:simulate",
    "staff": "app.cli.staff:staff",
    "worker": "app.cli.serving:worker",
}
SUMMARIES = {
    "archives": "Erase again what a restored backup brought back.",
    "assess": "Judge an answer sheet: score, compare, plan; write PDF, HTML or JSON.",
    "audit": "Check the record of acts; take the security log along.",
    "billing": "Sell by Stripe: bring its catalogue in line with the plans.",
    "compare": "What moved for a firm between two answer sheets.",
    "content": "Check and publish the questionnaires, rules and initiatives.",
    "db": "Create, upgrade and check the database.",
    "demo": "Load the demo firms and accounts.",
    "import": "Read a report's PDF or data file back into an answer sheet.",
    "impact": "How far firms would move under another edition of a lens.",
    "peers": "Pool the answer sheets of many firms into a snapshot to compare with.",
    "plan": "Solve a bare selection problem: the best items a budget buys.",
    "print": "Print the reports of many sheets or report files at once, on all cores.",
    "providers": "Grant providers what no page can.",
    "retention": "Say what is over its time, and let it go.",
    "schema": "Write the JSON Schemas of sheet, result, report and plan problem.",
    "score": "Score an answer sheet with one or more lenses.",
    "serve": "Serve the web application.",
    "sheet": "Print an answer sheet to fill in, or a random filled one.",
    "simulate": "What would move if some answers were others.",
    "staff": "Let our own people read one firm for at most 72 hours.",
    "worker": "Run background jobs.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command behind a name."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, name = target.split(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101 our own table
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List commands from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="jianyun", prog_name="jianyun")
def main() -> None:
    """Jianyun 渐云: from questions to a costed roadmap to the cloud and IoT, step by step.

    \b
    A first round without any database:
      jianyun sheet furniture --random --seed 1 > sheet.json
      jianyun assess sheet.json --lang zh --pdf report.pdf
    """
