package dev.waybill.jobs.prepare.quality;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures as messages and pages show them. */
public final class Shown {

    private Shown() {}

    /** A share, 0 to 1, in percent with four digits. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.4g%%", 100 * share);
    }

    /** Four significant digits, and all of a whole part: {@code 0.3128}, {@code 205654}. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        int wholeDigits = exact.precision() - exact.scale();
        BigDecimal rounded = exact.round(new MathContext(Math.max(4, wholeDigits)));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
