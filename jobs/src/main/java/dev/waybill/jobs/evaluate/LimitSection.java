package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.Calibration;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.report.NumberText;
import java.util.List;
import java.util.Optional;

/**
 * Whether labels are up to a limit as often as was said.
 *
 * @param basis the rows that the probabilities were calibrated on
 */
record LimitSection(List<Line> lines, String basis) {

    /** A limit with its figures. */
    record Line(
            String limit, String predicted, String cameTrue, String brier, String naive, String error, String auc) {}

    /** None where the model knows no limits. */
    static Optional<LimitSection> of(EvaluationResult findings, TrainedModel model) {
        List<Line> lines = findings.limits().stream().map(LimitSection::line).toList();
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new LimitSection(
                        lines,
                        model.calibration()
                                .map(Calibration::intervals)
                                .map(Intervals::basis)
                                .orElse("")));
    }

    private static Line line(LimitQuality quality) {
        return new Line(
                quality.limit(),
                NumberText.percent(quality.metric("mean_probability")),
                NumberText.percent(quality.metric("base_rate")),
                NumberText.fine(quality.metric("brier")),
                NumberText.fine(quality.metric(LimitQuality.NAIVE)),
                NumberText.percent(quality.metric("calibration_error")),
                quality.metrics().containsKey("auc") ? NumberText.fine(quality.metric("auc")) : "");
    }
}
