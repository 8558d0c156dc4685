package dev.waybill.common.table;

/**
 * The two tables that a server writes, at any time, while it answers: what it predicted, in the columns of {@link ScoredTable}
 * and those of the request, and what it was told of what came true.
 */
public final class OnlineTables {

    /** One row a prediction that was answered. */
    public static final String PREDICTIONS = "predictions_online";
    /** One row each time that somebody said what came true. */
    public static final String FEEDBACK = "feedback_online";

    public static final String REQUEST_ID = "request_id";
    /** Which of the rows of its request, from 0. */
    public static final String REQUEST_ROW = "request_row";
    /** Whether a row was predicted beside what was answered, and told to nobody. */
    public static final String SHADOW = "shadow";
    /** Whose request it was; null where tenants are not told apart. */
    public static final String TENANT = "tenant";

    /** Of feedback: what came true. */
    public static final String ACTUAL = "actual";
    /** Of feedback: when that was said. */
    public static final String AT = "at";

    /** A JSON object of the columns whose names the table uses for something of another type. */
    public static final String OTHER = "other";

    private OnlineTables() {}
}
