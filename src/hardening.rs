//! What the process asks of the operating system: before anything secret is in its memory, and for threads that
//! may wait.

use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, nice, set_dumpable_behavior, setrlimit, umask,
};

/// Bytes that are free for us on the disk of a folder.
///
/// # Errors
/// What the system says.
pub fn free_space(folder: &std::path::Path) -> std::io::Result<u64> {
    let about = rustix::fs::statvfs(folder)?;
    Ok(about.f_bavail.saturating_mul(about.f_frsize))
}

/// No core dumps, no reading of this process's memory by others of the same user, and new files
/// readable by their owner only. What the system refuses is not fatal: the operator's guide asks
/// for the same settings outside.
pub fn harden() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    let _ = setrlimit(Resource::Core, none);
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    umask(Mode::RWXG | Mode::RWXO);
    // As many connections as the system lets us have; the usual limit is of interactive programs.
    let files = getrlimit(Resource::Nofile);
    let all = Rlimit {
        current: files.maximum,
        ..files
    };
    let _ = setrlimit(Resource::Nofile, all);
}

/// This thread stands so many steps, of nineteen, behind the others for a core from now on. What the system
/// refuses is not fatal.
pub fn stand_back(steps: i32) {
    let _ = nice(steps);
}

#[cfg(test)]
mod tests {
    use rustix::process::{DumpableBehavior, dumpable_behavior, getpriority_process};

    #[test]
    fn a_thread_that_stands_back_does_so_alone() {
        let before = getpriority_process(None).unwrap();
        let there = std::thread::spawn(|| {
            super::stand_back(3);
            getpriority_process(None).unwrap()
        });
        assert_eq!(there.join().unwrap(), (before + 3).min(19));
        assert_eq!(getpriority_process(None).unwrap(), before);
    }

    /// That the server does call it is seen from outside, by its limits and its umask.
    #[test]
    fn a_hardened_process_is_not_dumped_and_not_read_by_its_neighbours() {
        super::harden();
        assert_eq!(
            dumpable_behavior().ok(),
            Some(DumpableBehavior::NotDumpable)
        );
    }
}
