package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private final TextTable table = new TextTable(
            List.of(new TextTable.Column("reason", false), new TextTable.Column("rows", true)),
            List.of(List.of("implausible-duration", "7"), List.of("two\nlines", "1031")));

    @Test
    void alignsNumbersToTheRightAndKeepsARowOnItsLine() {
        assertThat(table.lines(new Terminal(false, false, true, 8, 24)))
                .containsExactly(
                        "reason                rows",
                        "--------------------  ----",
                        "implausible-duration     7",
                        "two lines             1031");
    }

    @Test
    void takesFromTheWidestColumnWhatATerminalCannotShow() {
        assertThat(table.lines(terminal(20)))
                .containsExactly(
                        "reason          rows", "--------------  ----", "implausible-d…     7", "two lines       1031");
    }

    @Test
    void cutsLinesWhereEvenNarrowColumnsDoNotFit() {
        assertThat(table.lines(terminal(8)))
                .containsExactly("rea…  r…", "----  -…", "imp…   …", "two…  1…")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(8));
    }

    @Test
    void isATableInMarkdownWhateverItHolds() {
        TextTable foreign = TextTable.of(List.of("a|b", "Change"), List.of(List.of("<b>c</b>\n| d", "-")));

        assertThat(foreign.markdown())
                .containsExactly(
                        "| a\\|b                      | Change |",
                        "|---------------------------|--------|",
                        "| &lt;b&gt;c&lt;/b&gt; \\| d | -      |");
    }

    private static Terminal terminal(int width) {
        return new Terminal(true, false, true, width, 24);
    }
}
