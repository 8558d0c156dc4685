package dev.waybill.common.track.server;

import java.nio.file.Path;
import java.util.List;

/** Where the files of runs lie, by the scheme of their location: behind the server, in a folder, or in a file system. */
interface ArtifactRepository {

    /** What is in a folder. */
    record Entry(String name, boolean isFolder) {}

    /** Copies a file, in place of any that is there. */
    void upload(Path file, String location);

    /** What is directly in a folder; nothing where there is no such folder. */
    List<Entry> list(String location);

    /** Copies a file into a folder of this machine. */
    void download(String location, Path file);
}
