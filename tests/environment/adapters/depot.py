"""Functions over a nested dict, as people write them who know nothing of us: a parcel depot."""

import copy
import json
from typing import Any

DATA: dict[str, Any] = {
    "parcels": {
        f"P{number}": {
            "id": f"P{number}",
            "status": ("waiting", "shipped")[number % 2],
            "weights": [number, number * 0.5],
            "to": {"name": f"Guest {number % 3}", "street": f"{number} Lime Road"},
        }
        for number in range(6)
    },
    "vans": {"V1": {"load": []}, "V2": {"load": ["P1"]}},
    "shipped_today": 1,
    "log": [],
}


class GetParcel:
    @staticmethod
    def invoke(data: dict[str, Any], parcel_id: str) -> str:
        parcels = data["parcels"]
        if parcel_id not in parcels:
            return "Error: parcel not found"
        return json.dumps(parcels[parcel_id])

    @staticmethod
    def get_info() -> dict[str, Any]:
        return _info("get_parcel", "Look up one parcel.", parcel_id="string")


class CountParcels:
    """Looks at every row, and works on a deep copy as if it were its own."""

    @staticmethod
    def invoke(data: dict[str, Any], status: str = "waiting") -> str:
        rows = copy.deepcopy(data["parcels"]["P0"]) if "P0" in data["parcels"] else {}
        rows["seen"] = True
        found = [one for one in data["parcels"].values() if one["status"] == status]
        return str(len(found))

    @staticmethod
    def get_info() -> dict[str, Any]:
        return _info("count_parcels", "Count the parcels of a status.", needed=(), status="string")


class DumpVans:
    @staticmethod
    def invoke(data: dict[str, Any]) -> str:
        assert isinstance(data, dict) and isinstance(data["vans"], dict)
        return json.dumps(data["vans"], sort_keys=True)

    @staticmethod
    def get_info() -> dict[str, Any]:
        return _info("dump_vans", "Show every van with its load.")


class LoadParcel:
    """Changes two tables, a counter and a list, in place and half-way before it checks."""

    @staticmethod
    def invoke(data: dict[str, Any], parcel_id: str, van_id: str) -> str:
        parcel = data["parcels"].get(parcel_id)
        if parcel is None:
            return "Error: parcel not found"
        parcel["status"] = "shipped"
        parcel["weights"].append(0)
        data["shipped_today"] += 1
        if van_id not in data["vans"]:
            return f"Error: van {van_id} not found"
        data["vans"][van_id]["load"].append(parcel_id)
        data["log"].append({"loaded": parcel_id})
        return json.dumps(parcel)

    @staticmethod
    def get_info() -> dict[str, Any]:
        return _info("load_parcel", "Put a parcel on a van.", parcel_id="string", van_id="string")


class RemoveParcel:
    @staticmethod
    def invoke(data: dict[str, Any], parcel_id: str) -> Any:
        gone = data["parcels"].pop(parcel_id)
        for van in data["vans"].values():
            if parcel_id in van["load"]:
                van["load"].remove(parcel_id)
        return gone

    @staticmethod
    def get_info() -> dict[str, Any]:
        return _info("remove_parcel", "Take a parcel out of the books.", parcel_id="string")


class CopyParcel:
    @staticmethod
    def invoke(data: dict[str, Any], parcel_id: str, new_id: str) -> dict[str, Any]:
        fresh = {**copy.deepcopy(data["parcels"][parcel_id]), "id": new_id}
        data["parcels"][new_id] = fresh
        fresh["status"] = "waiting"
        del fresh["to"]["street"]
        data["parcels"].setdefault(new_id, {})["weights"] = [1.0, True, 1]
        return fresh

    @staticmethod
    def get_info() -> dict[str, Any]:
        return _info("copy_parcel", "Copy a parcel.", parcel_id="string", new_id="string")


class CloseDay:
    """Touches every row, replaces a whole table and a loose value."""

    @staticmethod
    def invoke(data: dict[str, Any], keep_vans: bool) -> str:
        for _, parcel in data["parcels"].items():
            if parcel["status"] == "shipped":
                parcel["status"] = "delivered"
        if not keep_vans:
            data["vans"] = {"V9": {"load": []}}
        data["log"] = []
        data["shipped_today"] = 0
        return "closed"

    @staticmethod
    def get_info() -> dict[str, Any]:
        return _info("close_day", "Close the day.", keep_vans="boolean")


def _info(
    name: str, description: str, /, needed: tuple[str, ...] | None = None, **types: str
) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": description,
            "parameters": {
                "type": "object",
                "properties": {
                    key: {"type": kind, "description": f"The {key} it is about."}
                    for key, kind in types.items()
                },
                "required": list(types if needed is None else needed),
            },
        },
    }


READS = (GetParcel, CountParcels, DumpVans)
WRITES = (LoadParcel, RemoveParcel, CopyParcel, CloseDay)
TOOLS = (*READS, *WRITES)
