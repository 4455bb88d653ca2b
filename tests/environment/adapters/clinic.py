"""A class as people write it who know nothing of us: a clinic with patients, doctors and visits."""

from __future__ import annotations

from typing import Any, Literal

NAMES = ("Ada Moreno", "Bo Lindgren", "Chidi Eze", "Dara Kelly", "Emre Aksoy", "Fay Wu")
DOCTORS = ("Dr. Okafor", "Dr. Silva", "Dr. Novak", "Dr. Tanaka")
REASONS = ("check-up", "blood test", "vaccination")
DAYS = ("Monday", "Tuesday", "Thursday", "Friday")
Day = Literal["Monday", "Tuesday", "Thursday", "Friday"]


class Clinic:
    """A clinic. Ask patients for their phone number first, and change only what is theirs."""

    def __init__(self) -> None:
        self.patients = {
            f"p{n}": {"name": name, "phone": f"555-01{30 + 7 * n}"} for n, name in enumerate(NAMES)
        }
        self.doctors = {
            f"d{n}": {"doctor_id": f"d{n}", "name": name, "room": 10 + n, "free": (3, 0, 5, 9)[n]}
            for n, name in enumerate(DOCTORS)
        }
        self.visits = {
            f"v{n}": {
                "visit_id": f"v{n}",
                "patient_id": f"p{n % 6}",
                "doctor_id": f"d{n % 4}",
                "title": f"{REASONS[n % 3]} with {DOCTORS[n % 4]}",
                "day": DAYS[n % 4],
            }
            for n in range(12)
        }
        self._next = 12

    def find_patient(self, phone: str) -> dict[str, Any]:
        """Find a patient by phone number.

        Args:
            phone: The number which the patient left with us.
        """
        for key, one in self.patients.items():
            if one["phone"] == phone:
                return {"patient_id": key, **one}
        raise LookupError("Nobody has left us that number.")

    def list_doctors(self) -> list[dict[str, Any]]:
        """List all doctors with their room and free places."""
        return list(self.doctors.values())

    def list_visits(self, patient_id: str) -> list[dict[str, Any]]:
        """List the visits of a patient.

        Args:
            patient_id: The patient's id.
        """
        return [one for one in self.visits.values() if one["patient_id"] == patient_id]

    def get_visit(self, visit_id: str) -> dict[str, Any]:
        """Look up one visit.

        Args:
            visit_id: The visit's id.
        """
        return self.visits[visit_id]

    def book_visit(self, patient_id: str, doctor_id: str, day: Day) -> dict[str, Any]:
        """Book a visit.

        Args:
            patient_id: Who comes.
            doctor_id: The doctor.
            day: The day of the visit.
        """
        doctor = self.doctors[doctor_id]
        if not doctor["free"]:
            raise ValueError(f"{doctor['name']} has no place left.")
        doctor["free"] -= 1  # type: ignore[operator]
        key = f"v{self._next}"
        self._next += 1
        title = f"visit to {doctor['name']} on {day}"
        self.visits[key] = {
            "visit_id": key,
            "patient_id": patient_id,
            "doctor_id": doctor_id,
            "title": title,
            "day": day,
        }
        return self.visits[key]

    def move_visit(self, visit_id: str, day: Day) -> dict[str, Any]:
        """Move a visit to another day.

        Args:
            visit_id: The visit.
            day: The new day.
        """
        self.visits[visit_id]["day"] = day
        return self.visits[visit_id]

    def cancel_visit(self, visit_id: str) -> str:
        """Cancel a visit; the place is free again.

        Args:
            visit_id: The visit.
        """
        self._give_back(self.visits.pop(visit_id)["doctor_id"])
        return "cancelled"

    def _give_back(self, doctor_id: str) -> None:
        self.doctors[doctor_id]["free"] += 1  # type: ignore[operator]
