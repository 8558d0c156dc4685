package dev.waybill.jobs.drift;

import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The drift of one day, as pages show it.
 *
 * @param judged how many columns could be judged
 * @param sentences what moved the average prediction, and how all features differ together
 * @param drifted the worst first
 * @param charts of what moved most, whether it drifted or not
 */
public record DayDrift(
        int judged, List<String> sentences, List<DriftedColumn> drifted, List<DistributionChart> charts) {

    /** Empty where nothing of the day was judged. */
    public static Optional<DayDrift> of(LocalDate day, Tables tables) {
        if (!tables.exists(DriftMetrics.TABLE)) {
            return Optional.empty();
        }
        DriftSummary findings = DriftMetrics.latest(tables, Optional.of(day));
        return findings.judgedDay().filter(day::equals).map(judged -> of(findings));
    }

    public boolean anyDrifted() {
        return !drifted.isEmpty();
    }

    private static DayDrift of(DriftSummary findings) {
        return new DayDrift(
                findings.judged().size(),
                Stream.concat(Explained.sentence(findings), findings.allTogether())
                        .toList(),
                DriftedColumn.of(findings),
                DistributionChart.of(findings));
    }
}
