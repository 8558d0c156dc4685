package dev.waybill.jobs.promote;

/** What came of it. */
public enum Decision {
    promoted,
    /** As promoted, but params say that nothing is to move: {@link Mode#dryRun}. */
    would_promote,
    refused,
    /** There is too little to tell: fewer days or rows than params ask for. */
    inconclusive,
    /** The challenger is the champion already, and passes every gate. */
    unchanged,
    /** Somebody took an earlier version back. */
    rolled_back;

    /** Whether another version is in production from then on. */
    boolean isChange() {
        return this == promoted || this == rolled_back;
    }
}
