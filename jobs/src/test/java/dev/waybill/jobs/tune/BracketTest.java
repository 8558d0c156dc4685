package dev.waybill.jobs.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.tune.Bracket.Rung;
import org.junit.jupiter.api.Test;

class BracketTest {

    @Test
    void triesManyOnFewRowsAndTheBestThirdOnThreeTimesAsMany() {
        assertThat(Bracket.rungs(30)).containsExactly(new Rung(30, 1 / 9.0), new Rung(10, 1 / 3.0), new Rung(3, 1));
        assertThat(Bracket.rungs(9)).containsExactly(new Rung(9, 1 / 9.0), new Rung(3, 1 / 3.0), new Rung(1, 1));
    }

    @Test
    void endsOnAllRowsHoweverFewTrialsThereAre() {
        assertThat(Bracket.rungs(1)).containsExactly(new Rung(1, 1));
        assertThat(Bracket.rungs(2)).containsExactly(new Rung(2, 1));
        assertThat(Bracket.rungs(5)).containsExactly(new Rung(5, 1 / 3.0), new Rung(1, 1));
    }
}
