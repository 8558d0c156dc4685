package dev.waybill.common.track;

/** What the versions of a model are called by the part they play. */
public final class Aliases {

    /** Just registered; wants to become champion. */
    public static final String CHALLENGER = "challenger";
    /** In production. */
    public static final String CHAMPION = "champion";
    /** Was champion before; what a rollback returns to. */
    public static final String PREVIOUS = "previous";

    private Aliases() {}
}
