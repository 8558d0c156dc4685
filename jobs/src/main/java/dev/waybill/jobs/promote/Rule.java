package dev.waybill.jobs.promote;

/** By what a challenger was let through. */
public enum Rule {
    /** There was no champion: it passed the gates and did better than the naive predictions. */
    first_model,
    /** The champion could not be asked: it passed the gates and did better than the naive predictions. */
    champion_not_asked,
    /** There is no label, so that nobody can tell which is better: it passed the gates. */
    unlabelled,
    /** It predicts the same as the champion, row by row: it passed the gates. */
    same_predictions,
    /** It is better beyond chance. */
    superior,
    /** It has seen later days and is not worse. */
    fresh,
    /** See {@link ChangedWorld}. */
    changed_world,
    /** Somebody said so. */
    by_hand
}
