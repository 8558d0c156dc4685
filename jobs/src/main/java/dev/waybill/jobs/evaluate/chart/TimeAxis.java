package dev.waybill.jobs.evaluate.chart;

import java.util.Locale;
import java.util.TimeZone;
import org.jfree.chart.axis.DateAxis;

/** An axis of time, in UTC and in English wherever it is drawn. */
final class TimeAxis {

    private TimeAxis() {}

    static DateAxis of(Palette palette) {
        DateAxis axis = ChartStyle.axis(new DateAxis(null, TimeZone.getTimeZone("UTC"), Locale.ENGLISH), palette);
        axis.setLowerMargin(0.01);
        axis.setUpperMargin(0.01);
        return axis;
    }
}
