package dev.waybill.common.table;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Of a table on this machine: without Hadoop, whose classes alone take longer to load than all of this. */
record LocalLogFiles(Path table) implements LogFiles {

    @Override
    public List<String> names() {
        String[] names = table.resolve("_delta_log").toFile().list();
        return names == null ? List.of() : Arrays.asList(names);
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(table.resolve("_delta_log").resolve(name));
    }

    @Override
    public long missing(List<ActiveFile> files) {
        return files.stream().filter(file -> !Files.exists(path(file))).count();
    }

    /** The log has URIs, of shared or cloned tables absolute ones. */
    private Path path(ActiveFile file) {
        URI uri = URI.create(file.path());
        return uri.isAbsolute() ? Path.of(uri) : table.resolve(uri.getPath());
    }
}
