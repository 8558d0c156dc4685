package dev.waybill.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static final Map<String, String> ON_A_TERMINAL =
            Map.of("WAYBILL_TERMINAL", "1", "WAYBILL_COLUMNS", "120", "WAYBILL_LINES", "40", "LANG", "de_DE.UTF-8");

    @Test
    void believesTheLauncher() {
        assertThat(Terminal.of(ON_A_TERMINAL)).isEqualTo(new Terminal(true, true, true, 120, 40));
    }

    @Test
    void isPlainWhereNobodySaysOtherwise() {
        assertThat(Terminal.of(Map.of())).isEqualTo(new Terminal(false, false, false, 80, 24));
    }

    @Test
    void paintsNothingInCi() {
        assertThat(with("CI", "true").live()).isFalse();
        assertThat(with("TERM", "dumb").live()).isFalse();
    }

    @Test
    void respectsNoColor() {
        Terminal terminal = with("NO_COLOR", "1");

        assertThat(terminal.live()).isTrue();
        assertThat(terminal.color()).isFalse();
        assertThat(terminal.mark(true)).isEqualTo("✓");
    }

    @Test
    void takesTheLocaleThatCounts() {
        assertThat(with("LC_ALL", "C").unicode()).isFalse();
        assertThat(with("WAYBILL_ASCII", "1").unicode()).isFalse();
    }

    @Test
    void cutsByCharacterNotByCodeUnit() {
        assertThat(Terminal.of(ON_A_TERMINAL).cut("🚚🚚🚚", 2)).isEqualTo("🚚…");
    }

    private static Terminal with(String name, String value) {
        Map<String, String> environment = new HashMap<>(ON_A_TERMINAL);
        environment.put(name, value);
        return Terminal.of(environment);
    }
}
