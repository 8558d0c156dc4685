package dev.waybill.pipelines.notify;

import dev.waybill.common.refusal.Redaction;
import java.util.Comparator;

/**
 * One thing that somebody should know. Secrets are taken out of its texts.
 *
 * @param title what happened, in one line: {@code 3 columns drifted, distance_km most}
 * @param detail figures, and what to do
 */
public record Notice(Severity severity, Kind kind, String title, String detail) {

    /** The worst first; the same order for the same notices. */
    static final Comparator<Notice> WORST_FIRST = Comparator.comparing(Notice::severity)
            .reversed()
            .thenComparing(Notice::kind)
            .thenComparing(Notice::title)
            .thenComparing(Notice::detail);

    public Notice {
        title = Redaction.of(title).replaceAll("\\p{Cntrl}+", " "); // it is a variable of a command's, too
        detail = Redaction.of(detail);
    }

    /** Whether this tells what the other told. Details, such as times and names of logs, differ from run to run. */
    boolean tellsTheSame(Notice other) {
        return severity == other.severity && kind == other.kind && title.equals(other.title);
    }
}
