package dev.waybill.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole count is in tests/benchmarks/drift-alarms.sh. */
class FalseAlarmsTest {

    /** Of a budget of one a month, 20 days have two with a probability of 2%; and this draw is always the same. */
    @Test
    void keepToTheirBudgetWhereNothingChanges() {
        List<DayMeasure> measures =
                new MadeUpDays(1000, 48, 3).drawn(SharedSpark.session()).measures(JudgedDays.learned(500));

        assertThat(measures).hasSize(20 * 11);
        assertThat(measures.stream().filter(DayMeasure::judged).count()).isGreaterThan(20 * 9);
        assertThat(MadeUpDays.alarms(measures)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void findAQuarterOfAStandardDeviationAndHistoryThatJumpsOnItsDayAlone() {
        LocalDate changed = MadeUpDays.REFERENCE.last().plusDays(2);
        String later = "if(event_date >= date'%s', %%s, 0)".formatted(changed);
        List<DayMeasure> shifted = new MadeUpDays(4000, 31, 3)
                .drawn(SharedSpark.session(), "straight_km", "straight_km * exp(" + later.formatted("0.15") + ")")
                .measures(JudgedDays.learned(500));
        List<DayMeasure> jumped = new MadeUpDays(1000, 31, 3)
                .drawn(SharedSpark.session(), "history_minutes", "history_minutes + " + later.formatted("8"))
                .measures(JudgedDays.learned(500));

        assertThat(shifted)
                .filteredOn(measure -> measure.drifted() && measure.column().equals("straight_km"))
                .extracting(DayMeasure::day)
                .containsExactly(changed, changed.plusDays(1));
        assertThat(jumped)
                .filteredOn(measure -> measure.drifted() && measure.column().equals("history_minutes"))
                .extracting(DayMeasure::day)
                .containsExactly(changed);
    }
}
