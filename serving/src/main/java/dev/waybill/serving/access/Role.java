package dev.waybill.serving.access;

/** What somebody may do. */
public enum Role {
    /** Ask for predictions, and say what came true of them. */
    predict,
    /** See models and figures. */
    read,
    /** Change which model answers; includes the others. */
    admin
}
