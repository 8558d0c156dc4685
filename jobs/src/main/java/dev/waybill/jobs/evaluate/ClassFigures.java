package dev.waybill.jobs.evaluate;

import dev.waybill.common.model.ClassCounts.OneClass;
import dev.waybill.common.model.ClassQuality;
import java.util.LinkedHashMap;
import java.util.Map;

/** How {@code metrics/evaluate.json} holds what is no single figure of predicted classes. */
final class ClassFigures {

    private ClassFigures() {}

    static Map<String, Object> of(ClassQuality quality) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("reliability", quality.reliability().bins());
        figures.put(
                "classes",
                quality.counts().classes().stream().map(ClassFigures::oneClass).toList());
        figures.put("confusion", quality.counts().cells());
        return figures;
    }

    private static Map<String, Object> oneClass(OneClass one) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("class", one.name());
        shown.put("rows", one.rows());
        shown.put("predicted", one.predicted());
        one.precision().ifPresent(precision -> shown.put("precision", precision));
        one.recall().ifPresent(recall -> shown.put("recall", recall));
        shown.put("f1", one.f1());
        return shown;
    }
}
