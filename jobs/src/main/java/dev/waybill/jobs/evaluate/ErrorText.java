package dev.waybill.jobs.evaluate;

import dev.waybill.common.report.NumberText;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Task;
import dev.waybill.common.stats.Interval;

/**
 * How the errors of a task are called and shown.
 *
 * @param name what their mean is
 * @param unit of the label; empty for none
 */
record ErrorText(Task task, String name, String unit) {

    static ErrorText of(Task task, Source.Label label) {
        return task != Task.regression
                ? new ErrorText(task, "log loss", "")
                : new ErrorText(task, "mean absolute error", label.unit().orElse(""));
    }

    /** What an axis of them is called. */
    String axis() {
        return unit.isEmpty() ? name : "%s (%s)".formatted(name, unit);
    }

    /** A log loss lies near 0 and has no unit, so that two decimals say too little of it. */
    String figure(double value) {
        return task != Task.regression ? NumberText.fine(value) : NumberText.quantity(value);
    }

    String change(double value) {
        return task != Task.regression ? NumberText.fineChange(value) : NumberText.change(value);
    }

    String withUnit(double value) {
        return (figure(value) + " " + unit).strip();
    }

    /** {@code 3.71 to 4.02}. */
    String between(Interval interval) {
        return "%s to %s".formatted(figure(interval.lower()), figure(interval.upper()));
    }
}
