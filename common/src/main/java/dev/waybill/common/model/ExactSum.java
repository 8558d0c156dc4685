package dev.waybill.common.model;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * Sums of doubles that are the same in whatever order rows come: each term is rounded and added up as a decimal. Terms below
 * 1e15 are rounded to 12 decimals, larger ones to a multiple of 1e4, which is less than the twelfth digit of a double.
 */
public final class ExactSum {

    /** From here on a term counts in units of {@link #UNIT}. */
    private static final double LARGE = 1e15;

    private static final double UNIT = 1e16;
    /** Twelve decimals, and room for ten digits of rows. */
    private static final String TYPE = "decimal(28,12)";

    private ExactSum() {}

    /** The size from which a term is too large to be added up: {@link #of} is then not a number. */
    public static final double LIMIT = 1e32;

    /**
     * The sum of the terms that are not null, as an aggregate; null where there are none. Not a number where one is too large
     * or not a number itself, since the sum without it would be the sum of something else; so are sums of such sums.
     */
    public static Column of(Column terms) {
        Column isLarge = functions.abs(terms).geq(LARGE);
        Column small = functions.when(functions.not(isLarge), terms).cast(TYPE);
        Column large = functions.when(isLarge, terms.divide(UNIT)).cast(TYPE);
        Column counted = functions.count(small).plus(functions.count(large));
        Column all = functions.count(terms);
        return functions
                .when(counted.lt(all), Double.NaN)
                .when(all.gt(0), total(small).plus(total(large).multiply(UNIT)));
    }

    private static Column total(Column terms) {
        return functions.coalesce(functions.sum(terms).cast("double"), functions.lit(0.0));
    }

    /** The mean of the terms that are not null, as {@link #of} adds them up. */
    public static Column mean(Column terms) {
        return of(terms).divide(functions.count(terms));
    }
}
