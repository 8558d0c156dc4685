package dev.waybill.jobs.drift;

import dev.waybill.common.stats.TestResult;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as the page shows them. */
final class DriftNumberText {

    private DriftNumberText() {}

    /** A population stability index. */
    static String score(double score) {
        return String.format(Locale.ROOT, score < 10 ? "%.2f" : "%.0f", score);
    }

    /** The score of a measure after the name of its test: {@code PSI 0.41}; nothing where there is none. */
    static String score(DayMeasure measure) {
        return measure.score()
                .map(score -> test(measure.test()) + " " + score(score))
                .orElse("");
    }

    /** A test by its name in tables, as people call its statistic. */
    static String test(String name) {
        return name.equals("psi") ? "PSI" : "moved";
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 14.6k}, to fit below a bar. */
    static String shortCount(long count) {
        if (count < 1000) {
            return String.valueOf(count);
        }
        double thousands = count / 1000.0;
        return thousands < 1000
                ? String.format(Locale.ROOT, thousands < 100 ? "%.1fk" : "%.0fk", thousands)
                : String.format(Locale.ROOT, "%.1fM", thousands / 1000);
    }

    /** As short as it is exact. */
    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** A share, 0 to 1, in percent. */
    static String percent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.0995 ? "%.1f%%" : "%.0f%%", 100 * share);
    }

    /** A change with its sign, to three significant digits. */
    static String change(double change) {
        BigDecimal rounded = BigDecimal.valueOf(change).round(new MathContext(3));
        if (rounded.signum() == 0) {
            return "0";
        }
        String digits = rounded.abs().stripTrailingZeros().toPlainString();
        return (rounded.signum() < 0 ? "\u2212" : "+") + digits;
    }

    static String points(double change) {
        return change(Math.rint(change * 10) / 10) + " points";
    }

    /** A statistic and how probable it is by chance. */
    static String test(TestResult test) {
        return test.pvalue() < 0.001
                ? String.format(Locale.ROOT, "%.3f (p < 0.001)", test.statistic())
                : String.format(Locale.ROOT, "%.3f (p = %.3f)", test.statistic(), test.pvalue());
    }
}
