package dev.waybill.jobs.audit;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;

/** A prediction as the sum that it is, in words: {@code eta_minutes 18.4 min = 14.9 typical + 3.50 (weather rain)}. */
final class Sum {

    /** Far above what adding up a hundred numbers loses, far below what anybody sees. */
    private static final double SAME = 1e-6;

    private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{3,}(E-?\\d+)?");

    private Sum() {}

    /** Where the trees add up on another scale than the label's, as for a probability, the sum is told on that. */
    static String text(Row scored, Task task, Source.Label label) {
        if (task == Task.multiclass) {
            return ofClass(scored, label.name());
        }
        String name = column(scored, ScoredTable.prediction(task, label.name()), label.name());
        double prediction = scored.getAs(name);
        String unit = label.unit().map(" "::concat).orElse("");
        List<Row> parts = scored.getList(scored.fieldIndex(ScoredTable.EXPLANATION));
        double base = scored.getAs(ScoredTable.BASE_VALUE);
        double sum = base + parts.stream().mapToDouble(Sum::contribution).sum();
        StringBuilder text = new StringBuilder("%s %s%s".formatted(name, NumberText.quantity(prediction), unit));
        if (Math.abs(sum - prediction) > SAME * Math.max(1, Math.abs(prediction))) {
            String scale = task == Task.binary ? "in log-odds" : "on the scale on which trees add up";
            text.append("; %s %s".formatted(scale, NumberText.quantity(sum)));
        }
        return text.append(summands(base, parts)).toString();
    }

    /** An older Waybill wrote the probability of a yes under the label's name. */
    private static String column(Row scored, String name, String label) {
        return List.of(scored.schema().fieldNames()).contains(name) && scored.getAs(name) != null ? name : label;
    }

    /** What adds up is the sum of the trees of the predicted class, before softmax and calibration. */
    private static String ofClass(Row scored, String label) {
        List<Row> parts = scored.getList(scored.fieldIndex(ScoredTable.EXPLANATION));
        double base = scored.getAs(ScoredTable.BASE_VALUE);
        double sum = base + parts.stream().mapToDouble(Sum::contribution).sum();
        return "%s '%s' with a probability of %s; its trees add up to %s%s"
                .formatted(
                        label,
                        scored.<String>getAs(label),
                        NumberText.percent(scored.<Double>getAs(ScoredTable.PROBABILITY)),
                        NumberText.quantity(sum),
                        summands(base, parts));
    }

    private static String summands(double base, List<Row> parts) {
        StringBuilder text = new StringBuilder(" = %s typical".formatted(NumberText.quantity(base)));
        parts.forEach(part -> text.append(" %s %s (%s)"
                .formatted(
                        contribution(part) < 0 ? "-" : "+",
                        NumberText.quantity(Math.abs(contribution(part))),
                        name(part))));
        return text.toString();
    }

    private static double contribution(Row part) {
        return part.getAs("contribution");
    }

    private static String name(Row part) {
        String feature = part.getAs("feature");
        if (feature.equals("other")) {
            return "others";
        }
        String value = part.getAs("value");
        return value == null ? "no " + feature : feature + " " + shortened(value);
    }

    /** An average has as many digits as a double has room for. */
    private static String shortened(String value) {
        return LONG_NUMBER.matcher(value).matches() ? NumberText.quantity(Double.parseDouble(value)) : value;
    }
}
