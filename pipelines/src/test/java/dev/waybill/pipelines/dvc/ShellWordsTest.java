package dev.waybill.pipelines.dvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.dvc.ShellWords.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

    @Test
    void takesQuotesFromWordsAndKeepsWhatTheyHold() {
        assertThat(ShellWords.commands("./waybill job  train -p 'two words' --set \"a=1; b\"\\ c"))
                .containsExactly(plain("./waybill", "job", "train", "-p", "two words", "--set", "a=1; b c"));
    }

    @Test
    void takesEscapesBetweenDoubleQuotes() {
        assertThat(ShellWords.commands("./waybill sql \"select \\\"a b\\\" from t where c like 'd\\e'\" -p x"))
                .containsExactly(plain("./waybill", "sql", "select \"a b\" from t where c like 'd\\e'", "-p", "x"));
        assertThat(ShellWords.commands("a \"\\$B\"")).containsExactly(plain("a", "$B"));
    }

    @Test
    void partsCommandsAndLeavesOutWhereOutputGoes() {
        assertThat(ShellWords.commands("a b > out.txt && c 2>>err x | d>e; (f) # g\nh <in 2>&1"))
                .containsExactly(plain("a", "b"), plain("c", "x"), plain("d"), plain("f"), plain("h"));
    }

    @Test
    void knowsWhatTheShellPutsInAndWhatStandsThere() {
        assertThat(ShellWords.commands("a $B; c '$D'; e \"`f`\"; g \\$h; i ''"))
                .containsExactly(
                        new Command(List.of("a", "$B"), false),
                        plain("c", "$D"),
                        new Command(List.of("e", "`f`"), false),
                        plain("g", "$h"),
                        plain("i", ""));
    }

    @Test
    void joinsALineThatGoesOn() {
        assertThat(ShellWords.commands("a \\\n  b\n")).containsExactly(plain("a", "b"));
        assertThat(ShellWords.commands("  # nothing")).isEmpty();
    }

    private static Command plain(String... words) {
        return new Command(List.of(words), true);
    }
}
