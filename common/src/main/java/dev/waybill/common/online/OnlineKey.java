package dev.waybill.common.online;

import java.nio.charset.StandardCharsets;

/**
 * What is looked for.
 *
 * @param group the number of the group of histories: see {@link dev.waybill.common.row.HistoryGroup}
 * @param text its key
 */
public record OnlineKey(int group, String text) {

    byte[] bytes() {
        return (group + "|" + text).getBytes(StandardCharsets.UTF_8);
    }
}
