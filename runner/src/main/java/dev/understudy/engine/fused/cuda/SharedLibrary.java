package dev.understudy.engine.fused.cuda;

import com.sun.jna.NativeLibrary;
import java.util.List;

/** Tells whether a shared library of the system can be loaded. */
public final class SharedLibrary {
    private SharedLibrary() {}

    /**
     * Loads a library; true if that worked. It stays loaded, so that another library that depends on it finds it by
     * this name, whatever its folder.
     *
     * @param soname for example libcudart.so.11.0
     * @param folders searched before those that the linker knows
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
