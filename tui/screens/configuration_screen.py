"""Configurations of a product on the screen of an open draft: compare them, and carry answers over."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from checklists.text import count
from tui.messages import AnswersCarried, ConfigurationsWanted, ConfigurationWanted, DraftWanted
from tui.screens.answer_screen import AnswerScreen
from tui.screens.dialogs.configurations_dialog import NEW, ConfigurationChoice, ConfigurationsDialog
from tui.screens.dialogs.question_dialogs import NameDialog
from tui.state.configurations import Comparison
from tui.text.configuration_text import field_place
from tui.text.content import line
from tui.text.key_hints import key_of


class ConfigurationScreen(AnswerScreen):
    """Screen whose key compares the draft with the product's other configurations."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "C,f11",
            "configurations",
            "Configurations",
            id="wizard.configurations",
            tooltip="Compare the configurations of the product",
            show=False,
        ),
    ]

    def action_configurations(self) -> None:
        """Compare the configurations of the product."""
        self.post_message(ConfigurationsWanted())

    def show_configurations(self, comparisons: Sequence[Comparison]) -> None:
        """Show the differences, and do what the user chooses."""

        async def chosen(choice: ConfigurationChoice | None) -> None:
            if choice is None:
                return
            if choice.name == NEW:
                self._ask_label()
            elif choice.fields:
                await self.go(field_place(choice.fields[0], self.shown.checklist))
                self.post_message(AnswersCarried(choice.name, choice.fields))
            else:
                self.post_message(DraftWanted(choice.name))

        self.ask(ConfigurationsDialog(comparisons, self.shown.checklist), chosen)

    def show_carried(self, name: str, number: int) -> None:
        """Show what was carried over."""
        self.show_notice(
            line(
                f'{count(number, "answer")} carried over from "{name}".  {key_of("wizard.undo", "ctrl+z")} undoes it.'
            ),
            passing=True,
        )

    def show_configured(self, name: str) -> None:
        """Name the new configuration."""
        self.show_notice(
            line(f'Draft "{name}" created.  {key_of("wizard.configurations", "C")} compares the configurations.'),
            passing=True,
        )

    def _ask_label(self) -> None:
        def answered(label: str | None) -> None:
            if label is not None:
                self.post_message(ConfigurationWanted(label))

        dialog = NameDialog(
            "New configuration of this product",
            "Name of the configuration, such as air-gapped",
            do="Create",
            check=lambda _: None,
        )
        self.ask_soon(dialog, answered)
