package dev.understudy.engine.fused.cuda;

import com.sun.jna.NativeLibrary;
import java.util.List;

/** A shared library of the system. */
public final class SharedLibrary {
    private SharedLibrary() {}

    /**
     * Whether it can be loaded. It stays loaded, so that another library that needs it finds it by this name wherever it lay.
     *
     * @param soname such as libcudart.so.11.0
     * @param folders to look into before those that the linker knows
     */
    public static boolean loads(String soname, List<String> folders) {
        try {
            folders.forEach(folder -> NativeLibrary.addSearchPath(soname, folder));
            NativeLibrary.getInstance(soname);
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }
}
