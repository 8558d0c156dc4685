package dev.waybill.common.job;

import java.util.List;

/** A job's result that has more to say to people than its summary. */
public interface Remarks {

    /** Lines that are shown below the summary of a job that is run by itself. */
    List<String> remarks();
}
