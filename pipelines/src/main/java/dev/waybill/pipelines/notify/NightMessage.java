package dev.waybill.pipelines.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.file.JsonFile;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that a night has to tell, in one message.
 *
 * @param date whose rows the night processed
 * @param notices the worst first, whatever order they are given in
 */
public record NightMessage(String pipeline, LocalDate date, String runId, List<Notice> notices) {

    /** Chats cut off or refuse what is much longer. */
    private static final int MOST_CHARACTERS = 3_000;

    public NightMessage {
        notices = notices.stream().sorted(Notice.WORST_FIRST).toList();
    }

    public boolean isEmpty() {
        return notices.isEmpty();
    }

    /** The worst of them. */
    public Severity severity() {
        return notices.get(0).severity();
    }

    /** {@code green-taxi, night of 2020-03-08: batch refused (and 2 more)}. */
    public String title() {
        String more = notices.size() == 1 ? "" : " (and %d more)".formatted(notices.size() - 1);
        return "%s, night of %s: %s%s".formatted(pipeline, date, notices.get(0).title(), more);
    }

    /** The body that webhooks and commands get. */
    public String json() {
        ObjectNode body = JsonFile.JSON.createObjectNode();
        body.put("text", text())
                .put("title", title())
                .put("severity", severity().toString())
                .put("pipeline", pipeline)
                .put("date", date.toString())
                .put("run_id", runId);
        return JsonFile.text(body.set("notices", JsonFile.JSON.valueToTree(notices)));
    }

    /** For people: what Slack and chats like it show of a body. */
    private String text() {
        String lines = notices.stream()
                .map(notice -> "[%s] %s\n%s".formatted(notice.severity(), notice.title(), notice.detail()))
                .collect(Collectors.joining("\n", title() + "\n", ""));
        String escaped = escaped(lines);
        return escaped.length() <= MOST_CHARACTERS ? escaped : escaped.substring(0, MOST_CHARACTERS) + " ..";
    }

    /** What comes from data must not be taken for the chat's own marks, such as a call to everyone in the channel. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
