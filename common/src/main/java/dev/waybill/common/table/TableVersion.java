package dev.waybill.common.table;

/**
 * A table at one moment.
 *
 * @param id that Delta gave the table; another one after a table was dropped and made anew
 */
public record TableVersion(String table, String id, long version) {

    @Override
    public String toString() {
        return table + "@v" + version;
    }
}
