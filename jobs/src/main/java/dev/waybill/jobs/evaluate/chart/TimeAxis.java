package dev.waybill.jobs.evaluate.chart;

import java.text.DateFormat;
import java.text.SimpleDateFormat;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.jfree.chart.axis.DateAxis;
import org.jfree.chart.axis.DateTickUnit;
import org.jfree.chart.axis.DateTickUnitType;
import org.jfree.chart.axis.TickUnits;

/** An axis of time, in UTC and in English wherever it is drawn. */
final class TimeAxis {

    private TimeAxis() {}

    static DateAxis of(Palette palette) {
        DateAxis axis = ChartStyle.axis(new DateAxis(null, TimeZone.getTimeZone("UTC"), Locale.ENGLISH), palette);
        axis.setLowerMargin(0.01);
        axis.setUpperMargin(0.01);
        return axis;
    }

    /** Of whole days, which are told by their dates however few they are. */
    static DateAxis ofDays(Palette palette) {
        DateFormat date = new SimpleDateFormat("d MMM", Locale.ENGLISH);
        date.setTimeZone(TimeZone.getTimeZone("UTC"));
        TickUnits units = new TickUnits();
        IntStream.of(1, 2, 7, 14).forEach(days -> units.add(new DateTickUnit(DateTickUnitType.DAY, days, date)));
        IntStream.of(1, 3, 12).forEach(months -> units.add(new DateTickUnit(DateTickUnitType.MONTH, months, date)));
        DateAxis axis = of(palette);
        axis.setStandardTickUnits(units);
        axis.setLowerMargin(0.04); // room for half a date
        axis.setUpperMargin(0.04);
        return axis;
    }
}
