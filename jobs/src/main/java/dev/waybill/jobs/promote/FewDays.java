package dev.waybill.jobs.promote;

/** What to do where there are fewer days than {@link PromotionRules#days}. */
public enum FewDays {
    /** Leave the decision to a night with more days. */
    inconclusive,
    /** Go by the hours of the days that there are, without the variation between days. */
    hours
}
