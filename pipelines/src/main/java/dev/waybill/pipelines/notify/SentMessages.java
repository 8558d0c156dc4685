package dev.waybill.pipelines.notify;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What was told of the latest dates: a night that is run again, as schedulers do, tells nothing twice.
 *
 * @param notices by date
 */
record SentMessages(SortedMap<LocalDate, List<Notice>> notices) {

    private static final int MOST_DATES = 60;

    static SentMessages read(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? JsonFile.read(file, SentMessages.class)
                    : new SentMessages(new TreeMap<>());
        } catch (Refusal e) { // a file that somebody broke costs a message too many
            return new SentMessages(new TreeMap<>());
        }
    }

    boolean has(NightMessage message) {
        List<Notice> told = notices.getOrDefault(message.date(), List.of());
        return told.size() == message.notices().size()
                && IntStream.range(0, told.size())
                        .allMatch(
                                i -> told.get(i).tellsTheSame(message.notices().get(i)));
    }

    SentMessages with(NightMessage message) {
        TreeMap<LocalDate, List<Notice>> more = new TreeMap<>(notices);
        more.put(message.date(), message.notices());
        while (more.size() > MOST_DATES) {
            more.pollFirstEntry();
        }
        return new SentMessages(more);
    }
}
