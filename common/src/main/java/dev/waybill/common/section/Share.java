package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/** A part of a whole, above 0 and below 1, written {@code 10%}. */
public record Share(BigDecimal percent) {

    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);

    @JsonCreator
    public static Share parse(String text) {
        if (!text.matches("[0-9]{1,2}(\\.[0-9]{1,4})?%")) {
            throw new IllegalArgumentException("not a share like 10%: " + text);
        }
        Share share = new Share(new BigDecimal(text.substring(0, text.length() - 1)));
        if (share.percent.signum() == 0) {
            throw new IllegalArgumentException("not a share above 0%: " + text);
        }
        return share;
    }

    /** As a number from 0 to 1. */
    public double fraction() {
        return percent.divide(WHOLE).doubleValue();
    }

    @Override
    @JsonValue
    public String toString() {
        return percent.toPlainString() + "%";
    }
}
