package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassificationQuality;
import dev.waybill.common.model.ProbabilityRanks;
import dev.waybill.common.stats.RocArea;
import java.util.LinkedHashMap;
import java.util.Map;

/** How {@code metrics/evaluate.json} holds what is no single figure of predicted probabilities. */
final class ClassificationFigures {

    private ClassificationFigures() {}

    static Map<String, Object> of(ClassificationQuality quality) {
        ProbabilityRanks ranks = quality.ranks();
        Map<String, Object> figures = new LinkedHashMap<>();
        ranks.area().ifPresent(area -> figures.put("auc_interval", area(area)));
        figures.put("decision", decision(quality));
        figures.put("reliability", ranks.reliability().bins());
        figures.put("deciles", ranks.gains().deciles());
        return figures;
    }

    /** Unlike other intervals it is never by days. */
    private static Map<String, Object> area(RocArea area) {
        Map<String, Object> shown = new LinkedHashMap<>();
        area.interval(Uncertainty.CONFIDENCE).ifPresent(interval -> {
            shown.put("lower", interval.lower());
            shown.put("upper", interval.upper());
        });
        shown.put("interval_over", Sampling.ROWS.toString());
        return shown;
    }

    private static Map<String, Object> decision(ClassificationQuality quality) {
        ClassificationQuality.Confusion confusion = quality.confusion();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("threshold", quality.decision().threshold());
        shown.put("basis", quality.decision().basis());
        shown.put("true_yes", confusion.trueYes());
        shown.put("false_yes", confusion.falseYes());
        shown.put("missed_yes", confusion.missedYes());
        shown.put("true_no", confusion.trueNo());
        return shown;
    }
}
