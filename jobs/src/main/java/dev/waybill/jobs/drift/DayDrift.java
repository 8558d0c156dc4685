package dev.waybill.jobs.drift;

import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The drift of one day, as pages show it.
 *
 * @param judged how many columns could be judged
 * @param explained what moved the average prediction, in a sentence
 * @param drifted the worst first
 * @param charts of what moved most, whether it drifted or not
 */
public record DayDrift(
        int judged, Optional<String> explained, List<DriftedColumn> drifted, List<DistributionChart> charts) {

    /** Empty where nothing of the day was judged. */
    public static Optional<DayDrift> of(LocalDate day, Tables tables) {
        if (!tables.exists(DriftMetrics.TABLE)) {
            return Optional.empty();
        }
        DriftSummary findings = new DriftSummary(DriftMetrics.latest(tables, Optional.of(day)));
        return findings.judgedDay().filter(day::equals).map(judged -> of(findings));
    }

    public boolean anyDrifted() {
        return !drifted.isEmpty();
    }

    private static DayDrift of(DriftSummary findings) {
        return new DayDrift(
                findings.judged().size(),
                Explained.sentence(findings).findFirst(),
                DriftedColumn.of(findings),
                DistributionChart.of(findings));
    }
}
