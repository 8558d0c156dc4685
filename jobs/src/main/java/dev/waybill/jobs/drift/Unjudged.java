package dev.waybill.jobs.drift;

/**
 * Why a column of a day is measured but not judged: because what there is to see would be there even though nothing
 * changed.
 */
final class Unjudged {

    /** Either side has fewer than {@code drift.min-rows}. */
    static final String FEW_ROWS = "few rows";

    /** The day is not over, or its rows are not all there: its hours are others than those of a whole day. */
    static final String UNFINISHED = "unfinished day";

    /** Of a label: it is known of fewer rows than in the reference, and those that come late differ from the others. */
    static final String LATE_LABELS = "late labels";

    /**
     * The column has a single value on each day: on reference days not the same one, as a day of the week has, so that no
     * one day can be like all of them; or the day is of another class than all of them.
     */
    static final String SET_BY_DATE = "set by date";

    /** Most reference days would be found to have drifted from the other ones, by a fixed threshold. */
    static final String UNSTEADY = "unsteady baseline";

    /** Of a history: there is no day just before, or there are too few pairs of days to learn from. */
    static final String FEW_DAYS = "few days";

    /** It is of all columns together: what moved in them is judged column by column. */
    static final String ALL_COLUMNS = "all columns";

    private Unjudged() {}
}
